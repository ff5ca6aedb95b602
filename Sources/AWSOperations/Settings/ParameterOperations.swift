package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of Parameter Store, named as in "AWS Systems Manager API Reference".
package enum ParameterOperations {}

/// An operation of Systems Manager.
package protocol ParameterOperation: JSONOperation, Decodable {}

extension ParameterOperation {
    /// Systems Manager.
    package static var service: AWSService { .ssm }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension ParameterOperations {
    /// `GetParameters`: up to ten parameters.
    package struct GetParameters: ParameterOperation {
        /// The names.
        package var names: [String]
        /// `true` for the values of secret parameters.
        package var decrypts: Bool?

        enum CodingKeys: String, CodingKey { case names = "Names", decrypts = "WithDecryption" }

        /// Creates the operation.
        package init(names: [String], decrypts: Bool? = nil) {
            self.names = names
            self.decrypts = decrypts
        }

        /// The parameters.
        package struct Output: Sendable, Hashable, Codable {
            /// The parameters found.
            package var parameters: [StoredParameter]
            /// The names not found.
            package var invalid: [String]

            enum CodingKeys: String, CodingKey { case parameters = "Parameters", invalid = "InvalidParameters" }

            /// Creates the output.
            package init(parameters: [StoredParameter] = [], invalid: [String] = []) {
                self.parameters = parameters
                self.invalid = invalid
            }
        }
    }

    /// `GetParametersByPath`: the parameters below a path.
    package struct GetParametersByPath: ParameterOperation, PagedOperation {
        /// The path, such as `/weir/dev`.
        package var path: String
        /// `true` for all levels.
        package var isRecursive: Bool?
        /// `true` for the values of secret parameters.
        package var decrypts: Bool?
        /// The maximum number of parameters of a page, up to 10.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case path = "Path", isRecursive = "Recursive", decrypts = "WithDecryption", pageSize = "MaxResults"
            case pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            path: String, isRecursive: Bool? = nil, decrypts: Bool? = nil, pageSize: Int? = nil,
            pageToken: String? = nil
        ) {
            self.path = path
            self.isRecursive = isRecursive
            self.decrypts = decrypts
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The parameters.
            package var parameters: [StoredParameter]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case parameters = "Parameters", nextToken = "NextToken" }

            /// Creates the output.
            package init(parameters: [StoredParameter] = [], nextToken: String? = nil) {
                self.parameters = parameters
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `PutParameter`.
    package struct PutParameter: ParameterOperation {
        /// The name.
        package var name: String
        /// The value.
        package var value: String
        /// `String`, `StringList` or `SecureString`; nil keeps that of an existing one.
        package var type: String?
        /// The purpose.
        package var description: String?
        /// `true` to replace an existing value.
        package var overwrites: Bool?

        enum CodingKeys: String, CodingKey {
            case name = "Name", value = "Value", type = "Type", description = "Description", overwrites = "Overwrite"
        }

        /// Creates the operation.
        package init(
            name: String, value: String, type: String? = nil, description: String? = nil, overwrites: Bool? = nil
        ) {
            self.name = name
            self.value = value
            self.type = type
            self.description = description
            self.overwrites = overwrites
        }

        /// The version.
        package struct Output: Sendable, Hashable, Codable {
            /// The version.
            package var version: Int?

            enum CodingKeys: String, CodingKey { case version = "Version" }

            /// Creates the output.
            package init(version: Int? = nil) {
                self.version = version
            }
        }
    }

    /// `DeleteParameter`. A missing one is the error `ParameterNotFound`.
    package struct DeleteParameter: ParameterOperation {
        /// The name.
        package var name: String

        enum CodingKeys: String, CodingKey { case name = "Name" }

        /// Creates the operation.
        package init(name: String) {
            self.name = name
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }
}

/// A parameter of Parameter Store.
package struct StoredParameter: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The type.
    package var type: String?
    /// The value.
    package var value: String
    /// The version.
    package var version: Int
    /// The ARN.
    package var arn: String?
    /// The time of the last change.
    package var lastModified: Date?

    enum CodingKeys: String, CodingKey {
        case name = "Name", type = "Type", value = "Value", version = "Version", arn = "ARN"
        case lastModified = "LastModifiedDate"
    }

    /// Creates the value.
    package init(
        name: String, type: String? = nil, value: String, version: Int = 0, arn: String? = nil,
        lastModified: Date? = nil
    ) {
        self.name = name
        self.type = type
        self.value = value
        self.version = version
        self.arn = arn
        self.lastModified = lastModified
    }
}
