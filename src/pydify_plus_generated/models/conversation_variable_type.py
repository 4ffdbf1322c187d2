from enum import StrEnum


class ConversationVariableType(StrEnum):
    """Type of a conversation variable's value."""

    STRING = "string"
    NUMBER = "number"
    OBJECT = "object"
    SECRET = "secret"
    FILE = "file"
    BOOLEAN = "boolean"
    ARRAY_ANY = "array[any]"
    ARRAY_STRING = "array[string]"
    ARRAY_NUMBER = "array[number]"
    ARRAY_OBJECT = "array[object]"
    ARRAY_FILE = "array[file]"
    ARRAY_BOOLEAN = "array[boolean]"
