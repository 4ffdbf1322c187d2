from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.built_in_metadata_field_list import BuiltInMetadataFieldList
    from ...models.document_metadata_operation import DocumentMetadataOperation
    from ...models.metadata_field import MetadataField
    from ...models.metadata_field_list import MetadataFieldList
    from ...models.metadata_field_type import MetadataFieldType
    from ...models.result import Result
    from ...models.updated_metadata_field import UpdatedMetadataField
    from ...types import AsyncSender, Sender


class MetadataApi:
    """The operations of the area `metadata` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list_metadata_fields(self, dataset_id: str) -> MetadataFieldList:
        """List the metadata fields of a knowledge base.

        GET /datasets/{dataset_id}/metadata

        Its own fields with the number of documents that use each, and whether the built-in fields are switched on.

        Args:
            dataset_id: The knowledge base
        """
        from .list_metadata_fields import call

        return self._sender.send(call(dataset_id))

    def create_metadata_field(self, dataset_id: str, *, type: MetadataFieldType | str, name: str) -> MetadataField:
        """Add a metadata field to a knowledge base.

        POST /datasets/{dataset_id}/metadata

        400 `invalid_param` when the name is taken, also by a built-in field, or is longer than 255 characters.

        Args:
            dataset_id: The knowledge base
            type: What its values are; cannot be changed later
            name: Its name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
        """
        from .create_metadata_field import call

        return self._sender.send(call(dataset_id, type=type, name=name))

    def delete_metadata_field(self, dataset_id: str, metadata_id: str) -> None:
        """Delete a metadata field.

        DELETE /datasets/{dataset_id}/metadata/{metadata_id}

        Documents lose their values for it, and it cannot be undone. Succeeds for an unknown field too.

        Args:
            dataset_id: The knowledge base
            metadata_id: The metadata field
        """
        from .delete_metadata_field import call

        return self._sender.send(call(dataset_id, metadata_id))

    def update_metadata_field(self, dataset_id: str, metadata_id: str, *, name: str) -> UpdatedMetadataField:
        """Rename a metadata field.

        PATCH /datasets/{dataset_id}/metadata/{metadata_id}

        The type stays. An unknown field is 400 `invalid_param` with a validator's message; Dify 1.9 answers 200 with
        every field null.

        Args:
            dataset_id: The knowledge base
            metadata_id: The metadata field
            name: The name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
        """
        from .update_metadata_field import call

        return self._sender.send(call(dataset_id, metadata_id, name=name))

    def get_built_in_metadata_fields(self, dataset_id: str) -> BuiltInMetadataFieldList:
        """List the built-in metadata fields.

        GET /datasets/{dataset_id}/metadata/built-in

        The fields that Dify fills by itself, whether they are switched on or not.

        Args:
            dataset_id: The knowledge base
        """
        from .get_built_in_metadata_fields import call

        return self._sender.send(call(dataset_id))

    def toggle_built_in_metadata_field(self, dataset_id: str, action: str) -> Result:
        """Switch the built-in metadata fields on or off.

        POST /datasets/{dataset_id}/metadata/built-in/{action}

        Concerns all built-in fields of the knowledge base. Dify answers success also to an action that it does not
        know.

        Args:
            dataset_id: The knowledge base
            action: What to do
        """
        from .toggle_built_in_metadata_field import call

        return self._sender.send(call(dataset_id, action))

    def batch_update_document_metadata(
        self, dataset_id: str, *, operation_data: Sequence[DocumentMetadataOperation | Mapping[str, Any]]
    ) -> Result:
        """Set metadata of documents.

        POST /datasets/{dataset_id}/documents/metadata

        Sets the values of several documents in one request. A document that is not there is 400 `invalid_param` (Dify
        1.9: 200), and so is one whose metadata another request is changing.

        Args:
            dataset_id: The knowledge base
            operation_data: One entry for each document
        """
        from .batch_update_document_metadata import call

        return self._sender.send(call(dataset_id, operation_data=operation_data))


class AsyncMetadataApi:
    """The operations of the area `metadata` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list_metadata_fields(self, dataset_id: str) -> MetadataFieldList:
        """List the metadata fields of a knowledge base.

        GET /datasets/{dataset_id}/metadata

        Its own fields with the number of documents that use each, and whether the built-in fields are switched on.

        Args:
            dataset_id: The knowledge base
        """
        from .list_metadata_fields import call

        return await self._sender.send(call(dataset_id))

    async def create_metadata_field(
        self, dataset_id: str, *, type: MetadataFieldType | str, name: str
    ) -> MetadataField:
        """Add a metadata field to a knowledge base.

        POST /datasets/{dataset_id}/metadata

        400 `invalid_param` when the name is taken, also by a built-in field, or is longer than 255 characters.

        Args:
            dataset_id: The knowledge base
            type: What its values are; cannot be changed later
            name: Its name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
        """
        from .create_metadata_field import call

        return await self._sender.send(call(dataset_id, type=type, name=name))

    async def delete_metadata_field(self, dataset_id: str, metadata_id: str) -> None:
        """Delete a metadata field.

        DELETE /datasets/{dataset_id}/metadata/{metadata_id}

        Documents lose their values for it, and it cannot be undone. Succeeds for an unknown field too.

        Args:
            dataset_id: The knowledge base
            metadata_id: The metadata field
        """
        from .delete_metadata_field import call

        return await self._sender.send(call(dataset_id, metadata_id))

    async def update_metadata_field(self, dataset_id: str, metadata_id: str, *, name: str) -> UpdatedMetadataField:
        """Rename a metadata field.

        PATCH /datasets/{dataset_id}/metadata/{metadata_id}

        The type stays. An unknown field is 400 `invalid_param` with a validator's message; Dify 1.9 answers 200 with
        every field null.

        Args:
            dataset_id: The knowledge base
            metadata_id: The metadata field
            name: The name, at most 255 characters, unique in the knowledge base and unlike the built-in ones
        """
        from .update_metadata_field import call

        return await self._sender.send(call(dataset_id, metadata_id, name=name))

    async def get_built_in_metadata_fields(self, dataset_id: str) -> BuiltInMetadataFieldList:
        """List the built-in metadata fields.

        GET /datasets/{dataset_id}/metadata/built-in

        The fields that Dify fills by itself, whether they are switched on or not.

        Args:
            dataset_id: The knowledge base
        """
        from .get_built_in_metadata_fields import call

        return await self._sender.send(call(dataset_id))

    async def toggle_built_in_metadata_field(self, dataset_id: str, action: str) -> Result:
        """Switch the built-in metadata fields on or off.

        POST /datasets/{dataset_id}/metadata/built-in/{action}

        Concerns all built-in fields of the knowledge base. Dify answers success also to an action that it does not
        know.

        Args:
            dataset_id: The knowledge base
            action: What to do
        """
        from .toggle_built_in_metadata_field import call

        return await self._sender.send(call(dataset_id, action))

    async def batch_update_document_metadata(
        self, dataset_id: str, *, operation_data: Sequence[DocumentMetadataOperation | Mapping[str, Any]]
    ) -> Result:
        """Set metadata of documents.

        POST /datasets/{dataset_id}/documents/metadata

        Sets the values of several documents in one request. A document that is not there is 400 `invalid_param` (Dify
        1.9: 200), and so is one whose metadata another request is changing.

        Args:
            dataset_id: The knowledge base
            operation_data: One entry for each document
        """
        from .batch_update_document_metadata import call

        return await self._sender.send(call(dataset_id, operation_data=operation_data))
