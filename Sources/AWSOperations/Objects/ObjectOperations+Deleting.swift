package import AWSClient
import Basics
import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ObjectOperations {
    /// `DeleteObject`. In a bucket with versioning and without a version, S3 adds a delete marker.
    package struct DeleteObject: AWSOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `DeleteObject`.
        package static let name = "DeleteObject"

        /// The bucket.
        package var location: BucketLocation
        /// The object's key.
        package var key: String
        /// The version to delete permanently; nil to add a delete marker.
        package var versionID: String?
        /// The entity tag that the object must have, or nil. If it has another one, the error's code is
        /// `PreconditionFailed`.
        package var entityTag: String?

        /// Creates the operation.
        package init(location: BucketLocation, key: String, versionID: String? = nil, entityTag: String? = nil) {
            self.location = location
            self.key = key
            self.versionID = versionID
            self.entityTag = entityTag
        }

        /// Encodes the request, without a body.
        package func request() throws -> WireRequest {
            let query = versionID.map { "?versionId=" + PercentEncoding.encode($0) } ?? ""
            var wire = WireRequest(
                method: .delete, path: try location.path(key: key) + query, hostPrefix: location.hostPrefix)
            if let entityTag { wire.fields[.ifMatch] = entityTag }
            return wire
        }

        /// Ignores the response's body.
        package static func output(of response: WireResponse) throws -> EmptyOutput { EmptyOutput() }
    }

    /// `DeleteObjects`: deletes up to 1000 objects or versions.
    package struct DeleteObjects: AWSOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `DeleteObjects`.
        package static let name = "DeleteObjects"

        /// An object or one of its versions.
        package struct Entry: Sendable, Hashable, Codable {
            /// The key.
            package var key: String
            /// The version to delete permanently; nil to add a delete marker.
            package var versionID: String?

            enum CodingKeys: String, CodingKey { case key = "Key", versionID = "VersionId" }

            /// Creates an entry.
            package init(key: String, versionID: String? = nil) {
                self.key = key
                self.versionID = versionID
            }
        }

        /// The bucket.
        package var location: BucketLocation
        /// The objects.
        package var entries: [Entry]

        /// Creates the operation.
        package init(location: BucketLocation, entries: [Entry]) {
            self.location = location
            self.entries = entries
        }

        /// An object that could not be deleted.
        package struct Failure: Sendable, Hashable, Codable {
            /// The key.
            package var key: String
            /// The version.
            package var versionID: String?
            /// The error's code.
            package var code: String?
            /// The error's message.
            package var message: String?

            enum CodingKeys: String, CodingKey {
                case key = "Key", versionID = "VersionId", code = "Code", message = "Message"
            }

            /// Creates a failure.
            package init(key: String, versionID: String? = nil, code: String? = nil, message: String? = nil) {
                self.key = key
                self.versionID = versionID
                self.code = code
                self.message = message
            }
        }

        /// Encodes the objects as a document, with the checksum that S3 requires.
        package func request() throws -> WireRequest {
            let objects = entries.map { entry in
                let version = entry.versionID.map { "<VersionId>\(Self.escaped($0))</VersionId>" } ?? ""
                return "<Object><Key>\(Self.escaped(entry.key))</Key>\(version)</Object>"
            }
            let body = Array(
                "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(objects.joined())<Quiet>true</Quiet></Delete>"
                    .utf8)
            var wire = WireRequest(
                method: .post, path: location.pathPrefix + "/?delete=", hostPrefix: location.hostPrefix,
                fields: [.contentType: "application/xml"], body: body, mayFailLate: true)
            if let name = HTTPField.Name("x-amz-checksum-crc32") { wire.fields[name] = Self.checksum(body) }
            return wire
        }

        /// Decodes the objects that could not be deleted.
        package static func output(of response: WireResponse) throws -> [Failure] {
            let root = try ResponseElement(document: response.body)
            return try root.children.filter { $0.name == "Error" }.map { try Failure(from: ResponseElementDecoder($0)) }
        }

        /// Escapes a key. `XMLText` would replace the characters that XML does not allow, and so name another object.
        private static func escaped(_ text: String) -> String {
            text.map { character in
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                case "\r": "&#13;"
                case "\n": "&#10;"
                default: String(character)
                }
            }.joined()
        }

        /// The CRC-32 of ISO 3309 in Base64.
        package static func checksum(_ bytes: [UInt8]) -> String {
            var crc: UInt32 = 0xFFFF_FFFF
            for byte in bytes {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
            }
            return Data(withUnsafeBytes(of: (~crc).bigEndian) { Array($0) }).base64EncodedString()
        }
    }

    /// `ListObjectVersions`: the versions and delete markers of a bucket, up to 1000 a page.
    package struct ListObjectVersions: PagedOperation {
        /// S3.
        package static let service = AWSService.s3
        /// `ListObjectVersions`.
        package static let name = "ListObjectVersions"

        /// The bucket.
        package var location: BucketLocation
        /// The prefix of keys; nil for all.
        package var prefix: String?
        /// The maximum number of versions of a page, or nil for 1000.
        package var pageSize: Int?
        /// The token of the page, its markers as a query string; nil for the first page.
        package var pageToken: String?

        /// Creates the operation.
        package init(location: BucketLocation, prefix: String? = nil, pageSize: Int? = nil) {
            self.location = location
            self.prefix = prefix
            self.pageSize = pageSize
        }

        /// A page.
        package struct Output: Sendable {
            /// The versions and delete markers.
            package let entries: [DeleteObjects.Entry]
            /// The token of the next page; nil on the last one.
            package let nextToken: String?
        }

        /// Encodes a request for the bucket with the selection as its query.
        package func request() throws -> WireRequest {
            var query = QueryParameters()
            query.add("max-keys", pageSize)
            query.add("prefix", prefix)
            // The signer sorts the query, so the markers may be anywhere.
            let parts = [pageToken, query.encoded, "versions="].compactMap(\.self).filter { !$0.isEmpty }
            return WireRequest(
                method: .get, path: location.pathPrefix + "/?" + parts.joined(separator: "&"),
                hostPrefix: location.hostPrefix, mayFailLate: true)
        }

        /// Decodes the versions and delete markers.
        package static func output(of response: WireResponse) throws -> Output {
            let root = try ResponseElement(document: response.body)
            // A key may begin or end with white space, so its text is not trimmed.
            let entries = root.children.filter { ["Version", "DeleteMarker"].contains($0.name) }.compactMap { element in
                element["Key"].map { DeleteObjects.Entry(key: $0.text, versionID: element.text("VersionId")) }
            }
            guard let key = root["NextKeyMarker"]?.text, !key.isEmpty else {
                return Output(entries: entries, nextToken: nil)
            }
            var markers = QueryParameters()
            markers.add("key-marker", key)
            markers.add("version-id-marker", root.text("NextVersionIdMarker"))
            return Output(entries: entries, nextToken: markers.encoded)
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
