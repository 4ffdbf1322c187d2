"""Metadata fields of knowledge bases, and their values on documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.documents import document_ids_of
from pydify_plus._core.ids import id_of
from pydify_plus._core.metadata import metadata_list, missing, type_for
from pydify_plus._core.options import RequestOptions, check_keywords, reading
from pydify_plus.errors import DifyNotFoundError
from pydify_plus_generated.api.metadata import (
    batch_update_document_metadata,
    create_metadata_field,
    delete_metadata_field,
    get_built_in_metadata_fields,
    list_metadata_fields,
    toggle_built_in_metadata_field,
    update_metadata_field,
)
from pydify_plus_generated.models import BuiltInMetadataAction

from ..resource import AsyncResource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydify_plus_generated.models import (
        BuiltInMetadataField,
        DocumentMetadataOperation,
        MetadataField,
        MetadataFieldList,
        MetadataFieldType,
        UpdatedMetadataField,
    )


class AsyncMetadata(AsyncResource):
    """Metadata fields of knowledge bases, by which searches can be narrowed. All methods need the knowledge key."""

    async def list_metadata_fields(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> MetadataFieldList:
        """List a knowledge base's own metadata fields.

        GET /datasets/{dataset_id}/metadata

        Args:
            dataset_id: The knowledge base, or its id.

        Returns:
            The fields in `.doc_metadata`, each with the `count` of documents that have a value for it, and
            `.built_in_field_enabled`.

        Raises:
            DifyNotFoundError: There is no knowledge base with this id.
        """
        return await self._send(list_metadata_fields.call(id_of(dataset_id, "id")), options)

    async def create_metadata_field(
        self, dataset_id: Any, name: str, *, type: MetadataFieldType | str, **options: Unpack[RequestOptions]
    ) -> MetadataField:
        """Add a metadata field to a knowledge base.

        POST /datasets/{dataset_id}/metadata

        Args:
            dataset_id: The knowledge base, or its id.
            name: Its name, at most 255 characters, unique in the knowledge base and none of a built-in field.
            type: What its values are: `string`, `number` or `time` (unix seconds). It cannot be changed later.

        Raises:
            DifyConflictError: The name is taken.
            DifyNotFoundError: There is no knowledge base with this id.

        Example:
            >>> year = await client.metadata.create_metadata_field(dataset, "year", type="number")
        """
        return await self._send(create_metadata_field.call(id_of(dataset_id, "id"), type=type, name=name), options)

    async def update_metadata_field(
        self, dataset_id: Any, metadata_id: Any, name: str, **options: Unpack[RequestOptions]
    ) -> UpdatedMetadataField:
        """Rename a metadata field.

        PATCH /datasets/{dataset_id}/metadata/{metadata_id}

        Args:
            dataset_id: The knowledge base, or its id.
            metadata_id: The field, or its id.
            name: Its new name, at most 255 characters, unique in the knowledge base and none of a built-in field.

        Raises:
            DifyConflictError: The name is taken.
            DifyNotFoundError: There is no such field.
        """
        call = update_metadata_field.call(id_of(dataset_id, "id"), id_of(metadata_id, "id"), name=name)
        field = await self._send(call, options)
        if field.id is None:  # how older servers answer for an unknown field
            raise DifyNotFoundError("Metadata field not found.", status_code=404, operation=call.operation)
        return field

    async def delete_metadata_field(self, dataset_id: Any, metadata_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete a metadata field and the values that documents have for it, for good.

        DELETE /datasets/{dataset_id}/metadata/{metadata_id}. Dify answers success for an unknown field too.

        Args:
            dataset_id: The knowledge base, or its id.
            metadata_id: The field, or its id.
        """
        await self._send(delete_metadata_field.call(id_of(dataset_id, "id"), id_of(metadata_id, "id")), options)

    async def list_built_in_metadata_fields(
        self, dataset_id: Any, **options: Unpack[RequestOptions]
    ) -> list[BuiltInMetadataField]:
        """List the metadata fields that Dify fills by itself, whether they are switched on or not.

        GET /datasets/{dataset_id}/metadata/built-in

        Args:
            dataset_id: The knowledge base, or its id.
        """
        return (await self._send(get_built_in_metadata_fields.call(id_of(dataset_id, "id")), options)).fields

    async def enable_built_in_metadata_fields(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Switch all built-in metadata fields of a knowledge base on.

        POST /datasets/{dataset_id}/metadata/built-in/enable

        Args:
            dataset_id: The knowledge base, or its id.
        """
        call = toggle_built_in_metadata_field.call(id_of(dataset_id, "id"), BuiltInMetadataAction.ENABLE)
        await self._send(call, options)

    async def disable_built_in_metadata_fields(self, dataset_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Switch all built-in metadata fields of a knowledge base off.

        POST /datasets/{dataset_id}/metadata/built-in/disable

        Args:
            dataset_id: The knowledge base, or its id.
        """
        call = toggle_built_in_metadata_field.call(id_of(dataset_id, "id"), BuiltInMetadataAction.DISABLE)
        await self._send(call, options)

    async def update_document_metadata(
        self,
        dataset_id: Any,
        operation_data: Sequence[DocumentMetadataOperation | Mapping[str, Any]],
        **options: Unpack[RequestOptions],
    ) -> None:
        """Set the metadata of documents, several in one request.

        POST /datasets/{dataset_id}/documents/metadata

        Args:
            dataset_id: The knowledge base, or its id.
            operation_data: For each document `document_id`, its values in `metadata_list`, and `partial_update`: True
                keeps the values of fields that are not listed, which are dropped otherwise, also when it is left out.

        Raises:
            DifyNotFoundError: A document is not there; Dify 1.9 passes over it.

        Example:
            >>> await client.metadata.update_document_metadata(
            ...     dataset,
            ...     [
            ...         {
            ...             "document_id": document.id,
            ...             "metadata_list": [{"id": year.id, "name": year.name, "value": 2020}],
            ...             "partial_update": True,
            ...         }
            ...     ],
            ... )
        """
        call = batch_update_document_metadata.call(id_of(dataset_id, "id"), operation_data=operation_data)
        await self._send(call, options)

    async def set_document_metadata(
        self,
        dataset_id: Any,
        document_id: Any,
        values: Mapping[str, Any],
        *,
        create_missing: bool = False,
        partial_update: bool = True,
        **options: Unpack[RequestOptions],
    ) -> None:
        """Set the metadata of a document by the names of its fields.

        POST /datasets/{dataset_id}/documents/metadata, after GET /datasets/{dataset_id}/metadata, which tells the
        fields' ids, and with `create_missing` a POST to there for each field that is not there yet.

        Args:
            dataset_id: The knowledge base, or its id.
            document_id: The document, or its id, or what created it; several to give all of them these values.
            values: The values by the names of their fields: a text, a number, for a `time` a datetime with its zone or
                unix seconds, None for no value.
            create_missing: Whether to create fields that the knowledge base lacks, of the type of their value.
            partial_update: Whether fields that are not named keep their values; otherwise they lose them.

        Raises:
            ValueError: There is no field of this name, and `create_missing` does not allow for one; no values.
            TypeError: A value is not of its field's type, or no field can be made for it.
            DifyNotFoundError: There is no such knowledge base or document; Dify 1.9 passes over an unknown document.

        Example:
            >>> await client.metadata.set_document_metadata(dataset, document, {"author": "Ada"}, create_missing=True)
        """
        check_keywords(options, RequestOptions, depth=0)
        if partial_update and not values:
            raise ValueError("nothing to set: pass values by the names of their fields")
        dataset, documents = id_of(dataset_id, "id"), document_ids_of(document_id)
        listed = await self._client.send(list_metadata_fields.call(dataset), None, reading(options))
        fields: list[Any] = [*listed.doc_metadata]
        if create_missing:
            new = {name: type_for(name, values[name]) for name in missing(values, [field.name for field in fields])}
            for name, type in new.items():
                create = create_metadata_field.call(dataset, type=type, name=name)
                fields.append(await self._client.send(create, None, reading(options)))
        operation = {"metadata_list": metadata_list(values, fields), "partial_update": partial_update}
        call = batch_update_document_metadata.call(
            dataset, operation_data=[{"document_id": document, **operation} for document in documents]
        )
        await self._client.send(call, None, options)
