"""Settings of Jupyter for visitors who are far away, as Binder's are."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message at once: a picture does not wait until the one before it has arrived."""

    def connect(self):
        """Connect a page with its kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c = get_config()  # noqa: F821 - Jupyter's
c.ServerApp.kernel_websocket_connection_class = PromptConnection

# A page of JupyterLab is 8 MB, and 2 MB packed. `update` keeps what the hub has set.
c.ServerApp.tornado_settings.update({"compress_response": True})
