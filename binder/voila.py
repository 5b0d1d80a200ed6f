"""Settings of Voila for visitors: two apps, and nothing else of the machine.

From the root of the repository, `voila --Voila.config_file_paths=binder`. Each setting can be given
there too, for example `--port=8080` or `--AppKernels.limit=60`.
"""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Instance, Int, Unicode

PROTOCOL = "v1.kernel.websocket.jupyter.org"
MOST_BYTES = 1_000_000  # of a message: a spectrum's file with all its columns has 0.2 MB
MOST_PARTS = 64  # of a message; one without buffers has 6 offsets


class AppConnection(ZMQChannelsWebsocketConnection):
    """A page's way to its kernel: messages in the protocol that Voila's pages speak, whole ones.

    What else comes would stop the server for everybody: Jupyter's reader of a binary message
    believes any number of parts that it announces.
    """

    async def prepare(self):
        """Refuse any other protocol, before the way is open."""
        offered = self.websocket_handler.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in (name.strip() for name in offered.split(",")):
            raise HTTPError(400, reason=f"The protocol must be {PROTOCOL}.")
        await super().prepare()

    def handle_incoming_message(self, incoming_msg):
        """Pass a message on to the kernel; drop what is none."""
        if is_message(incoming_msg):
            super().handle_incoming_message(incoming_msg)
        else:
            self.log.warning("A frame that is no message was dropped.")


def is_message(frame):
    """Whether a frame's offsets are what they announce, with a header of JSON where they say."""
    if not isinstance(frame, bytes) or len(frame) < 8:
        return False
    count = int.from_bytes(frame[:8], "little")
    if not 6 <= count <= MOST_PARTS or 8 * (count + 1) > len(frame):
        return False
    places = [int.from_bytes(frame[8 * k : 8 * k + 8], "little") for k in range(1, count + 1)]
    places = [8 * (count + 1), *places, len(frame)]
    if any(low > high for low, high in pairwise(places)):
        return False
    try:
        frame[places[1] : places[2]].decode()
        header = json.loads(frame[places[2] : places[3]])
    except ValueError:
        return False
    return isinstance(header, dict) and isinstance(header.get("msg_type"), str)


class AppKernels(AsyncMappingKernelManager):
    """The visitors' kernels: not more than the machine has room for, and none that is forgotten."""

    limit = Int(20, config=True, help="How many run at once. One takes 0.15 GB.")
    open_timeout = Int(4 * 3600, config=True, help="Seconds that an open page may be quiet.")
    arrival_timeout = Int(60, config=True, help="Seconds that a ready kernel waits for its page.")
    frame_ancestors = Unicode(
        "'self'",
        config=True,
        help="Pages that may have an app in a frame of theirs, such as 'https://course.example.org'"
        " (of Content-Security-Policy; several with spaces between them).",
    )
    _one_by_one = Instance(asyncio.Lock, ())

    def __init__(self, **kwargs):
        # No message ends a kernel from inside and leaves its place taken: a page that closes says
        # so to the server.
        allowed = [kind for kind in kwargs["allowed_message_types"] if kind != "shutdown_request"]
        super().__init__(**kwargs | {"allowed_message_types": allowed})
        self._seen = set()  # kernels that have had a page
        voila = self.parent
        voila.voila_configuration.prelaunch_hook = self._refuse_frame
        # These hold beside what is set on the command line.
        given = voila.tornado_settings
        policy = {"Content-Security-Policy": f"frame-ancestors {self.frame_ancestors}"}
        voila.tornado_settings = SETTINGS | given | {"headers": policy | given.get("headers", {})}

    def _refuse_frame(self, handler, **_):
        """Refuse a frame of a page that may not have one, before a kernel starts for it."""
        headers = handler.request.headers
        if headers.get("Sec-Fetch-Dest") not in ("iframe", "frame", "embed", "object"):
            return
        if headers.get("Sec-Fetch-Site") == "same-origin":
            return
        page = urlsplit(headers.get("Referer", ""))
        allowed = self.frame_ancestors.split()
        if "*" not in allowed and f"{page.scheme}://{page.netloc}" not in allowed:
            raise HTTPError(403, reason="This app may not be shown inside of another page.")

    async def start_kernel(self, *args, **kwargs):
        """Start a kernel for a page, if there is room for it."""
        async with self._one_by_one:  # so that those on their way are counted
            if len(self) >= self.limit:
                raise HTTPError(503, reason="All places are taken. Please try again in a minute.")
            return await super().start_kernel(*args, **kwargs)

    async def cull_kernel_if_idle(self, kernel_id):
        """End a kernel whose page has gone, has been quiet for very long, or has never come."""
        await super().cull_kernel_if_idle(kernel_id)
        if kernel_id not in self:
            self._seen.discard(kernel_id)
            return
        quiet = datetime.now(UTC) - self.get_kernel(kernel_id).last_activity
        if self.kernel_model(kernel_id)["connections"]:
            self._seen.add(kernel_id)
            if quiet > timedelta(seconds=self.open_timeout):
                await self.shutdown_kernel(kernel_id)
        elif kernel_id not in self._seen and quiet > timedelta(seconds=self.arrival_timeout):
            await self.shutdown_kernel(kernel_id)


c = get_config()  # noqa: F821 - Voila's

# For this machine alone. For others, put a proxy with https in front of it.
c.Voila.ip = "localhost"
c.Voila.open_browser = False

# Only what is in this folder can be listed or opened: there are two notebooks and no other file.
c.Voila.root_dir = str(Path(__file__).resolve().parents[1] / "notebooks" / "apps")
c.VoilaConfiguration.file_allowlist = []
c.VoilaConfiguration.extension_language_mapping = {}

# What is shown is the app: no code, no errors of Python's, and no look but this one.
c.VoilaConfiguration.strip_sources = True
c.VoilaConfiguration.show_tracebacks = False
c.VoilaExecutor.cell_error_instruction = "Please reload the page, or tell who runs this server."
c.VoilaExecutor.timeout = 60  # seconds until an app that does not start is given up
c.VoilaExecutor.iopub_timeout = 120  # where many come at once, an app's first words take long
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    filter(None, [str(Path(__file__).resolve().with_name("share")), os.environ.get("JUPYTER_PATH")])
)
c.VoilaConfiguration.template = "visitors"
c.VoilaConfiguration.allow_template_override = "NO"
c.VoilaConfiguration.theme = "light"  # of the page; an app has its own
c.VoilaConfiguration.allow_theme_override = "NO"
c.VoilaConfiguration.classic_tree = True  # the list of apps as a plain page

# Front ends of widgets, and nothing else that this Jupyter may have: less to load.
c.VoilaConfiguration.extension_allowlist = [
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
]

# Off: a kernel that is started ahead saves a single visitor about a second, but does not know the
# link that opens its page, and takes a place that a visitor may need.
c.VoilaConfiguration.preheat_kernel = False

# Voila lets a page send messages of widgets only, so no visitor runs code. A kernel ends when its
# page is closed: Voila's page says so, but lacks the cookie that a check of where this comes from
# wants. Nobody is logged in here, and only who knows a kernel's id can end it: no need to check.
SETTINGS = {"disable_check_xsrf": True, "websocket_max_message_size": MOST_BYTES}
c.Voila.kernel_websocket_connection_class = AppConnection

# A kernel whose page has gone without a word (a phone's) ends after ten minutes.
c.VoilaConfiguration.multi_kernel_manager_class = AppKernels
c.MappingKernelManager.cull_idle_timeout = 600  # seconds without a page
c.MappingKernelManager.cull_interval = 20  # seconds between looks
c.MappingKernelManager.cull_connected = False  # open pages have `open_timeout`
