import Basics
internal import HTTPTypes

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// S3 operations on objects that fit into memory, named as in "Amazon S3 API Reference".
package enum ObjectOperations {
    /// `GetObject`.
    package struct GetObject: AWSOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `GetObject`.
        package static let name = "GetObject"

        /// The bucket.
        package var location: BucketLocation
        /// The object's key.
        package var key: String
        /// The version, or nil for the latest.
        package var versionID: String?

        /// Creates the operation.
        package init(location: BucketLocation, key: String, versionID: String? = nil) {
            self.location = location
            self.key = key
            self.versionID = versionID
        }

        /// The object.
        package struct Output: Sendable {
            /// The content.
            package let body: [UInt8]
            /// The metadata.
            package let metadata: ObjectMetadata
        }

        /// Encodes the request, without a body.
        package func request() throws -> WireRequest { try location.request(.get, key, versionID) }

        /// Decodes the object without looking for an error in it: an object may be a document that looks like one.
        package static func output(of response: WireResponse) throws -> Output {
            Output(body: response.body, metadata: ObjectMetadata(response))
        }
    }

    /// `HeadObject`: an object's metadata. The response has no body, so an error has a status but no code.
    package struct HeadObject: AWSOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `HeadObject`.
        package static let name = "HeadObject"

        /// The bucket.
        package var location: BucketLocation
        /// The object's key.
        package var key: String
        /// The version, or nil for the latest.
        package var versionID: String?

        /// Creates the operation.
        package init(location: BucketLocation, key: String, versionID: String? = nil) {
            self.location = location
            self.key = key
            self.versionID = versionID
        }

        /// Encodes the request, without a body.
        package func request() throws -> WireRequest { try location.request(.head, key, versionID) }

        /// Decodes the metadata.
        package static func output(of response: WireResponse) throws -> ObjectMetadata { ObjectMetadata(response) }
    }

    /// `PutObject`.
    package struct PutObject: AWSOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `PutObject`.
        package static let name = "PutObject"

        /// The condition of a write; if it is not met, the error's code is `PreconditionFailed`.
        ///
        /// A retried call may fail because its own first attempt wrote the object. Source: "Conditional writes", Amazon
        /// S3 User Guide.
        package enum Condition: Sendable, Hashable {
            /// No object has this key.
            case isAbsent
            /// The existing object has this entity tag.
            case hasEntityTag(String)
        }

        /// The bucket.
        package var location: BucketLocation
        /// The object's key.
        package var key: String
        /// The content.
        package var body: [UInt8]
        /// The content type.
        package var contentType: String
        /// The condition, or nil.
        package var condition: Condition?

        /// Creates the operation.
        package init(
            location: BucketLocation, key: String, body: [UInt8], contentType: String = "application/octet-stream",
            condition: Condition? = nil
        ) {
            self.location = location
            self.key = key
            self.body = body
            self.contentType = contentType
            self.condition = condition
        }

        /// Encodes the request with the content as its body.
        package func request() throws -> WireRequest {
            var wire = try location.request(.put, key, nil)
            wire.body = body
            wire.fields[.contentType] = contentType
            switch condition {
            case .isAbsent: wire.fields[.ifNoneMatch] = "*"
            case .hasEntityTag(let tag): wire.fields[.ifMatch] = tag
            case nil: break
            }
            return wire
        }

        /// Decodes the new object's entity tag and version.
        package static func output(of response: WireResponse) throws -> ObjectMetadata { ObjectMetadata(response) }
    }

    /// `ListObjectsV2`, up to 1000 objects a page.
    package struct ListObjects: PagedOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `ListObjectsV2`.
        package static let name = "ListObjectsV2"

        /// The bucket.
        package var location: BucketLocation
        /// The prefix of keys; nil for all.
        package var prefix: String?
        /// The maximum number of objects of a page, or nil for 1000.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        /// Creates the operation.
        package init(location: BucketLocation, prefix: String? = nil, pageSize: Int? = nil) {
            self.location = location
            self.prefix = prefix
            self.pageSize = pageSize
        }

        /// An object.
        package struct Entry: Sendable, Hashable {
            /// The key.
            package let key: String
            /// The number of bytes.
            package let length: Int
            /// The entity tag, with its quotes.
            package let entityTag: String?
            /// The time of the last write.
            package let lastModified: Date?
        }

        /// A page.
        package struct Output: Sendable {
            /// The objects, ordered by the bytes of their keys.
            package let entries: [Entry]
            /// The token of the page.
            package let nextToken: String?
        }

        /// Encodes a request for the bucket with the selection as its query.
        package func request() throws -> WireRequest {
            var query = QueryParameters()
            query.add("list-type", 2)
            query.add("continuation-token", pageToken)
            query.add("max-keys", pageSize)
            query.add("prefix", prefix)
            return WireRequest(
                method: .get, path: location.pathPrefix + "/?" + query.encoded, hostPrefix: location.hostPrefix,
                mayFailLate: true)
        }

        /// Decodes the document's objects.
        package static func output(of response: WireResponse) throws -> Output {
            let root = try XMLParser.parse(response.body)
            let entries = try root.children.filter { $0.name == "Contents" }.map { element in
                // A key may begin or end with white space, so its text is not trimmed.
                guard let key = element["Key"]?.text, !key.isEmpty else {
                    throw ResponseElement.MissingElementError(name: "Key", parent: element.name)
                }
                guard let length = element.integer("Size") else {
                    throw ResponseElement.MissingElementError(name: "Size that is a number", parent: element.name)
                }
                return Entry(
                    key: key, length: length, entityTag: element.text("ETag"),
                    lastModified: element.date("LastModified"))
            }
            return Output(entries: entries, nextToken: root.text("NextContinuationToken"))
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

extension BucketLocation {
    /// A request for an object, without a body.
    fileprivate func request(
        _ method: HTTPRequest.Method, _ key: String, _ versionID: String?
    ) throws(WireRequest.InvalidInputError) -> WireRequest {
        let query = versionID.map { "?versionId=" + PercentEncoding.encode($0) } ?? ""
        return WireRequest(method: method, path: try path(key: key) + query, hostPrefix: hostPrefix)
    }
}
