from enum import StrEnum


class DatasourceType(StrEnum):
    """The kind of source that a pipeline reads."""

    LOCAL_FILE = "local_file"
    ONLINE_DOCUMENT = "online_document"
    WEBSITE_CRAWL = "website_crawl"
    ONLINE_DRIVE = "online_drive"
