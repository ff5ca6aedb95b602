internal import HTTPTypes

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The operations of S3 on objects that fit into memory, named as in "Amazon S3 API Reference".
public enum ObjectOperations {
    /// `GetObject`.
    public struct GetObject: AWSOperation {
        /// S3.
        public static let service = AWSService.s3
        /// `GetObject`.
        public static let name = "GetObject"

        /// Where the bucket is.
        public var location: BucketLocation
        /// The object's key.
        public var key: String
        /// A version, or nil for the newest.
        public var versionID: String?

        /// Asks for an object.
        public init(location: BucketLocation, key: String, versionID: String? = nil) {
            self.location = location
            self.key = key
            self.versionID = versionID
        }

        /// The object.
        public struct Output: Sendable {
            /// The content.
            public let body: [UInt8]
            /// The rest.
            public let metadata: ObjectMetadata
        }

        /// Without a body.
        public func request() throws -> WireRequest { try location.request(.get, key, versionID) }

        /// The body as it is: an object may be a document that looks like an error.
        public static func output(of response: WireResponse) throws -> Output {
            Output(body: response.body, metadata: ObjectMetadata(response))
        }
    }

    /// `HeadObject`: whether there is such an object. The answer has no body, so an error has a status and no code.
    public struct HeadObject: AWSOperation {
        /// S3.
        public static let service = AWSService.s3
        /// `HeadObject`.
        public static let name = "HeadObject"

        /// Where the bucket is.
        public var location: BucketLocation
        /// The object's key.
        public var key: String
        /// A version, or nil for the newest.
        public var versionID: String?

        /// Asks about an object.
        public init(location: BucketLocation, key: String, versionID: String? = nil) {
            self.location = location
            self.key = key
            self.versionID = versionID
        }

        /// Without a body.
        public func request() throws -> WireRequest { try location.request(.head, key, versionID) }

        /// Everything but the content.
        public static func output(of response: WireResponse) throws -> ObjectMetadata { ObjectMetadata(response) }
    }

    /// `PutObject`.
    public struct PutObject: AWSOperation {
        /// S3.
        public static let service = AWSService.s3
        /// `PutObject`.
        public static let name = "PutObject"

        /// What must be true for the object to be written; otherwise the error's code is `PreconditionFailed`.
        ///
        /// A call that was tried twice may fail on what its own first attempt wrote. "Conditional writes", Amazon S3
        /// User Guide.
        public enum Condition: Sendable, Hashable {
            /// There is no object of this key.
            case isAbsent
            /// The object there has this entity tag.
            case hasEntityTag(String)
        }

        /// Where the bucket is.
        public var location: BucketLocation
        /// The object's key.
        public var key: String
        /// The content.
        public var body: [UInt8]
        /// The content's type.
        public var contentType: String
        /// What must be true, or nil.
        public var condition: Condition?

        /// Asks for an object to be written.
        public init(
            location: BucketLocation, key: String, body: [UInt8], contentType: String = "application/octet-stream",
            condition: Condition? = nil
        ) {
            self.location = location
            self.key = key
            self.body = body
            self.contentType = contentType
            self.condition = condition
        }

        /// The content as the body.
        public func request() throws -> WireRequest {
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

        /// The new object's entity tag and version.
        public static func output(of response: WireResponse) throws -> ObjectMetadata { ObjectMetadata(response) }
    }

    /// `ListObjectsV2`, up to 1000 objects a page.
    public struct ListObjects: PagedOperation {
        /// S3.
        public static let service = AWSService.s3
        /// `ListObjectsV2`.
        public static let name = "ListObjectsV2"

        /// Where the bucket is.
        public var location: BucketLocation
        /// What keys begin with; nil for all.
        public var prefix: String?
        /// The most objects of a page, or nil for 1000.
        public var pageSize: Int?
        /// What asks for the next page.
        public var pageToken: String?

        /// Asks for objects.
        public init(location: BucketLocation, prefix: String? = nil, pageSize: Int? = nil) {
            self.location = location
            self.prefix = prefix
            self.pageSize = pageSize
        }

        /// An object.
        public struct Entry: Sendable, Hashable {
            /// The key.
            public let key: String
            /// How many bytes it has.
            public let length: Int
            /// The entity tag, with its quotes.
            public let entityTag: String?
            /// When it was written.
            public let lastModified: Date?
        }

        /// A page.
        public struct Output: Sendable {
            /// The objects, in the order of their keys' bytes.
            public let entries: [Entry]
            /// What asks for the next page.
            public let nextToken: String?
        }

        /// The bucket's path with the selection as its query.
        public func request() throws -> WireRequest {
            var query = QueryParameters()
            query.add("list-type", 2)
            query.add("continuation-token", pageToken)
            query.add("max-keys", pageSize)
            query.add("prefix", prefix)
            return WireRequest(
                method: .get, path: location.pathPrefix + "/?" + query.encoded, hostPrefix: location.hostPrefix,
                mayFailLate: true)
        }

        /// The document's objects.
        public static func output(of response: WireResponse) throws -> Output {
            let root = try XMLParser.parse(response.body)
            let entries = try root.children.filter { $0.name == "Contents" }.map { element in
                // A key may begin or end with space, so its text is taken as it is.
                guard let key = element["Key"]?.text, !key.isEmpty else {
                    throw XMLElement.Missing(name: "Key", parent: element.name)
                }
                guard let length = element.integer("Size") else {
                    throw XMLElement.Missing(name: "Size that is a number", parent: element.name)
                }
                return Entry(
                    key: key, length: length, entityTag: element.text("ETag"),
                    lastModified: element.date("LastModified"))
            }
            return Output(entries: entries, nextToken: root.text("NextContinuationToken"))
        }

        /// The token of the next page.
        public static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

extension BucketLocation {
    /// A request for an object, without a body.
    fileprivate func request(
        _ method: HTTPRequest.Method, _ key: String, _ versionID: String?
    ) throws(WireRequest.Unwritable) -> WireRequest {
        let query = versionID.map { "?versionId=" + URIEncoding.encode($0) } ?? ""
        return WireRequest(method: method, path: try path(key: key) + query, hostPrefix: hostPrefix)
    }
}
