package import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Conditional reads and writes of small objects in the environment's bucket, with the results that S3 documents.
///
/// A conditional write has more results than success and failure: the condition was not met (412), another write was under way
/// (409, which decides nothing), the object is gone (404), or no response arrived and the write may have happened. Source:
/// "How to prevent object overwrites with conditional writes", Amazon S3 User Guide.
package struct ObjectStore: Sendable {
    /// The calls.
    let calls: any AWSCalls
    /// The bucket.
    let location: BucketLocation

    /// Creates a store.
    package init(calls: any AWSCalls, location: BucketLocation) {
        self.calls = calls
        self.location = location
    }

    /// An object with its entity tag.
    package struct Stored: Sendable, Hashable {
        /// The content.
        package var body: [UInt8]
        /// The entity tag, with its quotes.
        package var entityTag: String
        /// The time of the last write by the server's clock, in seconds since 1970.
        package var written: Double?

        /// Creates an object.
        package init(body: [UInt8], entityTag: String, written: Double? = nil) {
            self.body = body
            self.entityTag = entityTag
            self.written = written
        }
    }

    /// The result of a conditional write or deletion.
    package enum WriteResult: Sendable, Hashable {
        /// The write happened; the entity tag of the new object, which is empty after a deletion.
        case written(entityTag: String)
        /// The condition was not met (412).
        case preconditionFailed
        /// Another write of the key was under way (409). It decides nothing: look again.
        case conflict
        /// No object has the key (404).
        case missing
        /// No usable response arrived; the write may have happened.
        case unknown(String)
    }

    /// Reads an object; nil if there is none.
    package func read(_ key: String) async throws(AWSError) -> Stored? {
        do throws(AWSError) {
            let output = try await calls.call(ObjectOperations.GetObject(location: location, key: key))
            return Stored(
                body: output.body, entityTag: output.metadata.entityTag ?? "",
                written: output.metadata.lastModified?.timeIntervalSince1970)
        } catch  where error.code == "NoSuchKey" || (error.code.isEmpty && error.status == 404) {
            return nil
        }
    }

    /// Writes an object under a condition.
    /// - Throws: ``AWSError`` if the write certainly did not happen for a reason other than its condition.
    package func write(
        _ body: [UInt8], to key: String, if condition: ObjectOperations.PutObject.Condition,
        contentType: String = "application/json"
    ) async throws(AWSError) -> WriteResult {
        let put = ObjectOperations.PutObject(
            location: location, key: key, body: body, contentType: contentType, condition: condition)
        do throws(AWSError) {
            let metadata = try await calls.call(put)
            guard let entityTag = metadata.entityTag else { return .unknown("the response has no entity tag") }
            return .written(entityTag: entityTag)
        } catch {
            return try Self.result(of: error)
        }
    }

    /// Deletes an object if it has an entity tag.
    /// - Throws: ``AWSError`` if the deletion certainly did not happen for a reason other than its condition.
    package func delete(_ key: String, ifMatch entityTag: String) async throws(AWSError) -> WriteResult {
        do throws(AWSError) {
            _ = try await calls.call(ObjectOperations.DeleteObject(location: location, key: key, entityTag: entityTag))
            return .written(entityTag: "")
        } catch {
            return try Self.result(of: error)
        }
    }

    /// Lists the keys below a prefix.
    package func keys(below prefix: String) async throws(AWSError) -> [String] {
        try await calls.allPages(of: ObjectOperations.ListObjects(location: location, prefix: prefix))
            .flatMap(\.entries).map(\.key)
    }

    /// The result of a failed write; throws an error that proves that nothing was written.
    static func result(of error: AWSError) throws(AWSError) -> WriteResult {
        switch error.kind {
        case .transport, .invalidResponse: return .unknown(error.description)
        case .credentials, .invalidRequest, .cancelled: throw error
        case .service: break
        }
        if error.status == 412 || error.code == "PreconditionFailed" { return .preconditionFailed }
        if error.status == 409 && (error.code.isEmpty || conflicts.contains(error.code)) { return .conflict }
        if error.code == "NoSuchKey" || (error.code.isEmpty && error.status == 404) { return .missing }
        // An attempt before the last one may have written the object.
        if let status = error.status, status >= 500 || status == 429 || error.isRetryable {
            return .unknown(error.description)
        }
        throw error
    }

    private static let conflicts: Set<String> = ["ConditionalRequestConflict", "OperationAborted"]
}
