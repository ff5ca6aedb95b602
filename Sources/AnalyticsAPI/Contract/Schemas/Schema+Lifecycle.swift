import Models
import Storage

extension Schema {
    /// The shapes of changes of many rows, by their names.
    static let lifecycle: [(name: String, schema: Schema)] = [
        (
            "Replacement",
            answer(
                [
                    .optional(
                        "deleted",
                        integer.noted("the rows that were there before; missing for a client that may not read")),
                    .required("inserted", integer),
                    .required("rejected", integer), .required("errors", .array(.named("Mistake"))),
                    .required("dataVersion", integer),
                ] + resolvedRanges)
        ),
        (
            "Deletion",
            answer(
                [
                    .optional("deleted", integer.noted("missing with dryRun=true, and for a client that may not read")),
                    .optional("matching", integer.noted("with dryRun=true, the rows that would be deleted")),
                    .required("dataVersion", integer),
                ] + resolvedRanges)
        ),
        (
            "ImportRequest",
            object([
                .required("s3", oneOf([string.noted("s3://BUCKET/KEY"), .named("ObjectLocation")])),
                .optional("format", choice(RowFormat.self).orNull.noted("by default that of the object or its key")),
                .optional("once", boolean.orNull.noted("true to load the same content of the object once")),
            ])
        ),
        (
            "ObjectLocation",
            object([
                .required("bucket", .string(3, 63)), .required("key", .string(1, 1024)),
                .optional("region", string.orNull.noted("the bucket's region; by default the server's own")),
                .optional("version", string.orNull.noted("the object's version; by default the latest")),
            ])
        ),
        (
            "FirehoseBatch",
            answer([
                .required("requestId", string.noted("the id in X-Amz-Firehose-Request-Id")),
                .required("timestamp", integer.noted("milliseconds since 1970")),
                .required(
                    "records",
                    .array(.answer([.required("data", string.noted("rows as newline-delimited JSON, in base64"))]))),
            ])
        ),
        (
            "FirehoseAnswer",
            answer([
                .required("requestId", string.noted("the request's id")),
                .required("timestamp", integer.noted("milliseconds since 1970")),
                .optional("errorMessage", string.noted("the problem's code, a colon and the reason of a failure")),
            ])
        ),
        (
            "ErasureRequest",
            object([
                .required("filters", .array(.named("Filter"), 1)),
                .optional("timezone", string.orNull.noted("an IANA time zone; UTC by default")),
            ])
        ),
        (
            "ErasureDocuments",
            answer([
                .required(
                    "savedQueries",
                    .array(string).noted("the queries that would be deleted; dataset/name for other datasets")),
                .required("links", .array(.named("ErasedCredential")).noted("the links that would be deleted")),
                .required("keys", .array(.named("ErasedCredential")).noted("the API keys that would be deleted")),
                .required("remains", .array(string).noted("places that would keep the values")),
            ])
        ),
        ("ErasedCredential", answer([.required("id", string), .required("name", string)])),
        (
            "Erasure",
            answer(
                [
                    .optional("matching", integer.noted("with dryRun=true alone, the rows that would be erased")),
                    .optional("documents", .named("ErasureDocuments").noted("with dryRun=true alone")),
                    .optional("erasedAt", instant.noted("missing with dryRun=true, like the rest of the receipt")),
                    .optional("rows", integer),
                    .optional("idempotencyRecords", integer.noted("the records of uploads that were removed")),
                    .optional(
                        "savedQueries",
                        .array(string).noted("the queries that were deleted; dataset/name for other datasets")),
                    .optional("links", .array(string).noted("the ids of the links that were deleted")),
                    .optional("keys", .array(string).noted("the ids of the API keys that were deleted")),
                    .required("dataVersion", integer),
                    .optional("remains", .array(string).noted("places that may still have copies")),
                ] + resolvedRanges)
        ),
    ]
}
