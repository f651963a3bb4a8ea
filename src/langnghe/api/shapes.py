"""The specification's records, as they are read and written; the OpenAPI document is made from them."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field

from langnghe.api.topics import KINDS
from langnghe.law import taxonomy

LONGEST = 4000  # letters of a description, by the specification
PAGE, MOST = 50, 200  # records of a page
LAST_PAGE = 10_000


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Short = Annotated[str, Field(max_length=200)]
Degrees = Annotated[float | None, BeforeValidator(_blank_is_none)]


class ErrorRow(Schema):
    code: int
    description: str


class Endpoint(Schema):
    specification: str
    url: str
    changeset: str
    type: Literal["production", "test"]
    formats: list[str]


class Discovery(Schema):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[Endpoint]


class TopicRow(Schema):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Literal["realtime", "batch", "blackbox"]
    keywords: str
    group: str


class Value(Schema):
    key: str
    name: str


class Attribute(Schema):
    variable: bool
    code: str
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    datatype_description: str | None
    order: int
    description: str
    values: list[Value] | None = None


class Definition(Schema):
    service_code: str
    attributes: list[Attribute]


class RequestRow(Schema):
    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str
    service_code: str | None
    description: str | None
    agency_responsible: str
    service_notice: str | None = None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: str | None = None
    lat: float | None = None
    long: float | None = None
    media_url: str | None = None


class Made(Schema):
    service_request_id: str
    service_notice: str | None
    account_id: str | None = None
    receipt_code: str | None = None  # beyond the specification: to be handed to whoever wrote it


class TokenRow(Schema):
    token: str
    service_request_id: str


class Place(Schema):
    """The parameter that every call may carry."""

    jurisdiction_id: Short = ""


class Wanted(Place):
    """What a list of requests may be narrowed by."""

    service_request_id: Annotated[str, Field(max_length=4000, description="Nhiều mã cách nhau bằng dấu phẩy.")] = ""
    service_code: Annotated[str, Field(max_length=4000, description="Nhiều mã cách nhau bằng dấu phẩy.")] = ""
    start_date: Annotated[str, Field(max_length=40, description="W3C: 2026-11-01T00:00:00Z.")] = ""
    end_date: Annotated[str, Field(max_length=40, description="W3C: 2026-11-30T23:59:59+07:00.")] = ""
    status: Annotated[str, Field(pattern="^((open|closed)(,(open|closed))*)?$", max_length=40)] = ""
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=MOST)] = PAGE
    api_key: Short = ""


class Sent(Place):
    """The form of a new request. ``device_id`` and ``account_id`` are of the specification; they are not kept."""

    api_key: Short = ""
    service_code: Annotated[str, Field(json_schema_extra={"enum": list(taxonomy.topics())})]
    description: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    lat: Annotated[Degrees, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    long: Annotated[Degrees, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    address_string: Annotated[str, Field(max_length=500, description="Phải có tên xã, phường.")] = ""
    address_id: Annotated[str, Field(max_length=20, description="Mã xã, phường trong danh mục đơn vị.")] = ""
    email: Short = ""
    first_name: Short = ""
    last_name: Short = ""
    phone: Short = ""
    device_id: Annotated[str, Field(max_length=500)] = ""
    account_id: Annotated[str, Field(max_length=500)] = ""
    media_url: Annotated[str, Field(max_length=2000)] = ""
    kind: Annotated[
        str, Field(alias="attribute[kind]", json_schema_extra={"enum": list(KINDS)}, description="Loại ý kiến.")
    ] = "phan_anh"
