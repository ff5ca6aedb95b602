internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeObjectStore {
    /// Handles a request by its method, its path and its query.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let (name, key) = Self.place(host: request.head.authority ?? "", path: request.path)
        guard !name.isEmpty else { return listBuckets() }
        if key.isEmpty, request.operation == "PUT", request.input.members.isEmpty {
            guard buckets[name] == nil else {
                throw FakeError(
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.", status: 409)
            }
            createBucket(name)
            return .raw(.ok, fields: [:], body: [])
        }
        guard let bucket = buckets[name] else {
            throw FakeError("NoSuchBucket", "The specified bucket does not exist", status: 404)
        }
        guard key.isEmpty else { return try object(request, name, bucket, key, world) }
        switch (request.operation, request.input) {
        case ("GET", let query) where query["list-type"] != nil: return list(bucket, request)
        case ("GET", let query) where query["versions"] != nil: return listVersions(bucket, request)
        case ("GET", let query) where query["versioning"] != nil:
            let status = bucket.isVersioned ? "<Status>Enabled</Status>" : ""
            return .xml("<VersioningConfiguration>\(status)</VersioningConfiguration>")
        case ("GET", let query) where query["location"] != nil:
            return .xml("<LocationConstraint>\(world.region)</LocationConstraint>")
        case ("PUT", let query) where query["versioning"] != nil:
            buckets[name]?.isVersioned = String(decoding: request.body, as: UTF8.self).contains(
                "<Status>Enabled</Status>")
            return .raw(.ok, fields: [:], body: [])
        case ("POST", let query) where query["delete"] != nil: return deleteObjects(request, name, world)
        case ("HEAD", _): return .raw(.ok, fields: [:], body: [])
        case ("DELETE", _):
            guard bucket.versions.isEmpty else {
                throw FakeError("BucketNotEmpty", "The bucket you tried to delete is not empty", status: 409)
            }
            buckets[name] = nil
            return .raw(.noContent, fields: [:], body: [])
        default: throw .unknownOperation(request)
        }
    }

    private func object(
        _ request: FakeRequest, _ name: String, _ bucket: Bucket, _ key: String, _ world: FakeWorld
    ) throws(FakeError) -> FakeResponse {
        let versionID = request.text("versionId")
        switch request.operation {
        case "GET", "HEAD":
            let version =
                versionID == nil ? bucket.object(key) : bucket.versions.last { $0.key == key && $0.id == versionID }
            guard let version, !version.isDeleteMarker else {
                throw FakeError(
                    versionID == nil ? "NoSuchKey" : "NoSuchVersion", "The specified key does not exist.", status: 404)
            }
            return .raw(
                .ok, fields: Self.fields(version, hasLength: true),
                body: request.operation == "HEAD" ? [] : version.body)
        case "PUT":
            rival?(name, key, self, world)
            try checkCondition(request, buckets[name]?.object(key), key)
            let type = request.head.headerFields[.contentType] ?? "application/octet-stream"
            guard let version = put(name, key, request.body, contentType: type, world) else {
                throw .unknownOperation(request)
            }
            return .raw(.ok, fields: Self.fields(version, hasLength: false), body: [])
        case "DELETE":
            if versionID == nil { rival?(name, key, self, world) }
            try checkCondition(request, buckets[name]?.object(key), key)
            if let versionID {
                buckets[name]?.versions.removeAll { $0.key == key && $0.id == versionID }
                return .raw(.noContent, fields: [:], body: [])
            }
            let marker = delete(name, key, world)
            return .raw(.noContent, fields: marker.map { Self.fields($0, hasLength: false) } ?? [:], body: [])
        default: throw .unknownOperation(request)
        }
    }

    /// Checks `If-None-Match: *` and `If-Match`. Source: "Conditional writes", Amazon S3 User Guide.
    private func checkCondition(_ request: FakeRequest, _ existing: Version?, _ key: String) throws(FakeError) {
        let isAbsent = request.head.headerFields[.ifNoneMatch] == "*"
        let tag = request.head.headerFields[.ifMatch]
        guard isAbsent || tag != nil else { return }
        if let count = conflicts[key], count > 0 {
            conflicts[key] = count - 1
            throw FakeError(
                "ConditionalRequestConflict",
                "The conditional request cannot succeed due to a conflicting operation against this resource.",
                status: 409)
        }
        let failure = FakeError(
            "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", status: 412)
        if isAbsent, existing != nil { throw failure }
        guard let tag else { return }
        guard let existing else { throw FakeError("NoSuchKey", "The specified key does not exist.", status: 404) }
        guard tag == "*" || Self.bare(tag) == Self.bare(existing.entityTag) else { throw failure }
    }

    private static func bare(_ tag: String) -> String { tag.filter { $0 != "\"" } }

    private static func fields(_ version: Version, hasLength: Bool) -> HTTPFields {
        var fields: HTTPFields = [:]
        if version.isDeleteMarker {
            if let name = HTTPField.Name("x-amz-delete-marker") { fields[name] = "true" }
        } else {
            fields[.eTag] = version.entityTag
        }
        if hasLength {
            fields[.contentLength] = String(version.body.count)
            fields[.contentType] = version.contentType
            fields[.lastModified] = HTTPDateText.text(version.modified)
        }
        if version.id != "null", let name = HTTPField.Name("x-amz-version-id") { fields[name] = version.id }
        return fields
    }
}

extension FakeResponse {
    /// A document of S3.
    static func xml(_ content: String) -> FakeResponse {
        .raw(
            .ok, fields: [.contentType: "application/xml"],
            body: Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(content)".utf8))
    }
}
