"""The table of replies of a consultation (bảng tiếp thu, giải trình) as a Word file in the office's layout."""

from langnghe.reports.replies.filling import file_name, render_replies

__all__ = ["file_name", "render_replies"]
