import asyncio

from renp_widgets.live.timing import Debounce


def test_it_rests_once_after_the_last_move() -> None:
    async def journey() -> list[int]:
        rests: list[int] = []
        pause = Debounce(lambda: rests.append(1), 0.2)
        seen = []
        for _ in range(4):
            pause.moved()
            await asyncio.sleep(0.01)
        seen.append(len(rests))
        await asyncio.sleep(0.5)
        seen.append(len(rests))
        pause.settle()  # nothing is pending
        pause.moved()
        pause.settle()  # at once
        seen.append(len(rests))
        pause.moved()
        pause.stop()
        await asyncio.sleep(0.4)
        return [*seen, len(rests)]

    assert asyncio.run(journey()) == [0, 1, 2, 2]


def test_without_an_event_loop_it_waits_to_be_settled() -> None:
    rests: list[int] = []
    pause = Debounce(lambda: rests.append(1), 0.0)
    pause.settle()
    assert rests == []
    pause.moved()
    pause.settle()
    pause.settle()
    assert rests == [1]
