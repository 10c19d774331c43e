"""Where evidence lies when several machines serve the site: a bucket of a store that speaks S3 (docs/decisions/0039)."""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .storage import StoreAway

IN_MEMORY = 1 << 20  # bytes of a file being read; more of it waits in a temporary file
GIGABYTE = 1 << 30


@contextmanager
def _told():
    """What the store says, or that it says nothing, as StoreAway."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as fault:
        raise StoreAway(str(fault)) from fault


class BucketStorage(S3Storage):
    """A saved file is in the bucket whole before its row is written: it goes there in one request, and one that fails keeps
    nothing. Nobody is given an address in the bucket: files leave through this site. Raises StoreAway."""

    # One host waiting for the store holds up its people: what is not answered soon is told.
    CONNECT, READ, TRIES = 3, 20, 2  # seconds, seconds, times

    def __init__(self, *, addressing, **options):
        """addressing: "path" or "virtual"; options: bucket_name, endpoint_url, region_name, access_key, secret_key."""
        super().__init__(
            file_overwrite=False,
            querystring_auth=False,
            default_acl=None,  # private; buckets that keep no ACLs refuse to be told so
            max_memory_size=IN_MEMORY,
            # In one piece: of a file in parts a killed process leaves parts behind that no listing shows.
            transfer_config=TransferConfig(multipart_threshold=5 * GIGABYTE, use_threads=False),
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": addressing},
                connect_timeout=self.CONNECT,
                read_timeout=self.READ,
                retries={"mode": "standard", "total_max_attempts": self.TRIES},
                # Not every store takes checksums at the end of what is sent; the signature has the content's SHA-256.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            **options,
        )

    @_told()
    def _open(self, name, mode="rb"):
        kept = super()._open(name, mode)
        kept.open()  # fetched whole now: what fails is told before the first byte is sent on
        return kept

    @_told()
    def get_modified_time(self, name):
        try:
            return super().get_modified_time(name)
        except ClientError as fault:
            if fault.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from fault
            raise

    _save = _told()(S3Storage._save)
    delete = _told()(S3Storage.delete)
    exists = _told()(S3Storage.exists)
    listdir = _told()(S3Storage.listdir)
    size = _told()(S3Storage.size)
