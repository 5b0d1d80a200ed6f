"""Settings of Voila for visitors: two apps, and nothing else of the machine.

From the root of the repository, `voila --Voila.config_file_paths=binder`. Each setting can be given
there too, for example `--port=8080` or `--AppKernels.limit=60`.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Instance, Int


class AppKernels(AsyncMappingKernelManager):
    """The visitors' kernels: not more than the machine has room for, and none that is forgotten."""

    limit = Int(20, config=True, help="How many run at once. One takes 0.15 GB.")
    open_timeout = Int(4 * 3600, config=True, help="Seconds that an open page may be quiet.")
    _one_by_one = Instance(asyncio.Lock, ())

    async def start_kernel(self, *args, **kwargs):
        """Start a kernel for a page, if there is room for it."""
        async with self._one_by_one:  # so that those on their way are counted
            if len(self) >= self.limit:
                raise HTTPError(503, reason="All places are taken. Please try again in a minute.")
            return await super().start_kernel(*args, **kwargs)

    async def cull_kernel_if_idle(self, kernel_id):
        """End a kernel whose page has gone, or has been quiet for very long."""
        await super().cull_kernel_if_idle(kernel_id)
        if kernel_id in self and self.kernel_model(kernel_id)["connections"]:
            quiet = datetime.now(UTC) - self.get_kernel(kernel_id).last_activity
            if quiet > timedelta(seconds=self.open_timeout):
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
c.VoilaConfiguration.template = "lab"
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
c.Voila.tornado_settings = {"disable_check_xsrf": True}

# A kernel whose page has gone without a word (a phone's) ends after ten minutes.
c.VoilaConfiguration.multi_kernel_manager_class = AppKernels
c.MappingKernelManager.cull_idle_timeout = 600  # seconds without a page
c.MappingKernelManager.cull_interval = 60  # seconds between looks
c.MappingKernelManager.cull_connected = False  # open pages have `open_timeout`
