"""Both places evidence may lie in, a folder and a bucket: what asks for `store` runs on either. The bucket's server speaks S3 on this
machine (moto), in a thread of the tests' own; it takes a second to import, which only tests with a bucket pay."""

import copy
import uuid

import pytest

HOST = "127.0.0.1"
KEY = {"KEY": "tests-only", "SECRET": "tests-only-secret"}


class S3:
    """A server that can be away and come back with what it held."""

    def __init__(self):
        self._port = 0
        self.back()

    def back(self):
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer(ip_address=HOST, port=self._port, verbose=False)
        self._server.start()
        _host, self._port = self._server.get_host_and_port()

    def away(self):
        self._server.stop()

    @property
    def address(self):
        return f"http://{HOST}:{self._port}"


class Bucket:
    """A bucket of its own, empty."""

    def __init__(self, server):
        self.server = server
        self.name = self._made()

    def _made(self):
        import boto3

        name = f"evidence-{uuid.uuid4().hex}"
        client = boto3.client(
            "s3",
            endpoint_url=self.server.address,
            region_name="us-east-1",
            aws_access_key_id=KEY["KEY"],
            aws_secret_access_key=KEY["SECRET"],
        )
        client.create_bucket(Bucket=name)
        return name

    def another(self):
        """The variables of a site whose evidence lies in another bucket, empty, of the same server."""
        return {
            "EVIDENCE_S3_BUCKET": self._made(),
            "EVIDENCE_S3_ENDPOINT": self.server.address,
            **{f"EVIDENCE_S3_{part}": value for part, value in KEY.items()},
        }


@pytest.fixture
def s3():
    server = S3()
    yield server
    server.away()


@pytest.fixture
def bucket(s3, settings):
    """Evidence lies in an empty bucket; returns the Bucket."""
    made = Bucket(s3)
    settings.EVIDENCE_S3 = {"BUCKET": made.name, "ENDPOINT": s3.address, **KEY}
    storages = copy.deepcopy(settings.STORAGES)
    storages["default"] = {
        "BACKEND": "greencommunity.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": made.name,
            "endpoint_url": s3.address,
            "region_name": "us-east-1",
            "access_key": KEY["KEY"],
            "secret_key": KEY["SECRET"],
            "addressing": "path",
        },
    }
    settings.STORAGES = storages
    return made


@pytest.fixture(params=["folder", "bucket"])
def store(request):
    """Either in turn."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
