"""What a session gives away and is made from again: link, JSON, code and table."""

from renp_widgets.ui.sharing.exports import from_code, from_csv, to_app_code, to_code, to_csv
from renp_widgets.ui.sharing.files import from_json, to_json
from renp_widgets.ui.sharing.links import from_link, to_link

__all__ = [
    "from_code",
    "from_csv",
    "from_json",
    "from_link",
    "to_app_code",
    "to_code",
    "to_csv",
    "to_json",
    "to_link",
]
