"""Searches a knowledge base: `python main.py QUERY…`, with DIFY_BASE_URL, DIFY_DATASET_API_KEY and DIFY_DATASET_ID in the environment."""

from __future__ import annotations

import argparse
import os

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from retriever import DifyRetriever


def as_lines(documents: list[Document]) -> str:
    return "\n".join(
        f"  {document.metadata['score'] or 0:.2f}  {document.metadata['source']}: {document.page_content}"
        for document in documents
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", nargs="*", default=["When is the shop open?", "Who pays for repairs?"])
    options = parser.parse_args()

    retriever = DifyRetriever(dataset_id=os.environ["DIFY_DATASET_ID"])
    # A retriever is a Runnable: it goes into a chain before a prompt and a model.
    chain = retriever | RunnableLambda(as_lines)
    for query, found in zip(options.queries, chain.batch(options.queries), strict=True):
        print(f"{query}\n{found or '  Nothing was found.'}\n")


if __name__ == "__main__":
    main()
