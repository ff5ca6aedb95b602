package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of IAM, named as in "AWS Identity and Access Management API Reference".
package enum PolicyOperations {}

/// An operation of IAM.
package protocol PolicyOperation: CodedQueryOperation, Decodable {}

extension PolicyOperation {
    /// IAM.
    package static var service: AWSService { .iam }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension PolicyOperations {
    /// `GetRole`. A missing one is the error `NoSuchEntity`.
    package struct GetRole: PolicyOperation {
        /// The role's name.
        package var name: String

        enum CodingKeys: String, CodingKey { case name = "RoleName" }

        /// Creates the operation.
        package init(name: String) {
            self.name = name
        }

        /// The role.
        package struct Output: Sendable, Hashable, Codable {
            /// The role.
            package var role: RoleDescription

            enum CodingKeys: String, CodingKey { case role = "Role" }

            /// Creates the output.
            package init(role: RoleDescription) {
                self.role = role
            }
        }
    }

    /// `SimulatePrincipalPolicy`: the decisions of a role's own policies. The policies of resources are not part of it.
    package struct SimulatePrincipalPolicy: PolicyOperation, PagedOperation {
        /// The ARN of the role.
        package var principal: String
        /// The actions, such as `ecr:BatchGetImage`.
        package var actions: [String]
        /// The resources; nil for any.
        package var resources: [String]?
        /// The values of condition keys.
        package var context: [ContextEntry]?
        /// The maximum number of results of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case principal = "PolicySourceArn", actions = "ActionNames", resources = "ResourceArns"
            case context = "ContextEntries", pageSize = "MaxItems", pageToken = "Marker"
        }

        /// Creates the operation.
        package init(
            principal: String, actions: [String], resources: [String]? = nil, context: [ContextEntry]? = nil,
            pageSize: Int? = nil, pageToken: String? = nil
        ) {
            self.principal = principal
            self.actions = actions
            self.resources = resources
            self.context = context
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The decisions, one an action and resource.
            package var results: [PolicyDecision]
            /// `true` if pages follow.
            package var isTruncated: Bool
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey {
                case results = "EvaluationResults", isTruncated = "IsTruncated", nextToken = "Marker"
            }

            /// Creates the output.
            package init(results: [PolicyDecision] = [], isTruncated: Bool = false, nextToken: String? = nil) {
                self.results = results
                self.isTruncated = isTruncated
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `GetOpenIDConnectProvider`. A missing one is the error `NoSuchEntity`.
    package struct GetOpenIDConnectProvider: PolicyOperation {
        /// The provider's ARN.
        package var arn: String

        enum CodingKeys: String, CodingKey { case arn = "OpenIDConnectProviderArn" }

        /// Creates the operation.
        package init(arn: String) {
            self.arn = arn
        }

        /// The provider.
        package struct Output: Sendable, Hashable, Codable {
            /// The issuer without its scheme.
            package var url: String?
            /// The audiences.
            package var clients: [String]
            /// The certificates' fingerprints.
            package var thumbprints: [String]
            /// The time of the creation.
            package var createdAt: Date?

            enum CodingKeys: String, CodingKey {
                case url = "Url", clients = "ClientIDList", thumbprints = "ThumbprintList", createdAt = "CreateDate"
            }

            /// Creates the output.
            package init(
                url: String? = nil, clients: [String] = [], thumbprints: [String] = [], createdAt: Date? = nil
            ) {
                self.url = url
                self.clients = clients
                self.thumbprints = thumbprints
                self.createdAt = createdAt
            }
        }
    }
}

/// The value of a condition key.
package struct ContextEntry: Sendable, Hashable, Codable {
    /// The condition key.
    package var key: String
    /// The values.
    package var values: [String]
    /// The type, such as `string`.
    package var type: String

    enum CodingKeys: String, CodingKey {
        case key = "ContextKeyName", values = "ContextKeyValues", type = "ContextKeyType"
    }

    /// Creates the value.
    package init(key: String, values: [String] = [], type: String) {
        self.key = key
        self.values = values
        self.type = type
    }
}

/// A role.
package struct RoleDescription: Sendable, Hashable, Codable {
    /// The ARN.
    package var arn: String
    /// The name.
    package var name: String
    /// The path.
    package var path: String?
    /// The trust policy: JSON, percent-encoded.
    package var trustPolicy: String?
    /// The purpose.
    package var description: String?
    /// The longest session in seconds.
    package var longestSession: Int?
    /// The boundary.
    package var boundary: PermissionsBoundary?
    /// The tags.
    @Listed<TagNames> package var tags: [String: String]

    enum CodingKeys: String, CodingKey {
        case arn = "Arn", name = "RoleName", path = "Path", trustPolicy = "AssumeRolePolicyDocument"
        case description = "Description", longestSession = "MaxSessionDuration", boundary = "PermissionsBoundary"
        case tags = "Tags"
    }

    /// Creates the value.
    package init(
        arn: String, name: String, path: String? = nil, trustPolicy: String? = nil, description: String? = nil,
        longestSession: Int? = nil, boundary: PermissionsBoundary? = nil, tags: [String: String] = [:]
    ) {
        self.arn = arn
        self.name = name
        self.path = path
        self.trustPolicy = trustPolicy
        self.description = description
        self.longestSession = longestSession
        self.boundary = boundary
        self.tags = tags
    }
}

/// The boundary of a role's permissions.
package struct PermissionsBoundary: Sendable, Hashable, Codable {
    /// The kind of boundary.
    package var type: String?
    /// The policy's ARN.
    package var arn: String?

    enum CodingKeys: String, CodingKey { case type = "PermissionsBoundaryType", arn = "PermissionsBoundaryArn" }

    /// Creates the value.
    package init(type: String? = nil, arn: String? = nil) {
        self.type = type
        self.arn = arn
    }
}

/// The decision on an action.
package struct PolicyDecision: Sendable, Hashable, Codable {
    /// The action.
    package var action: String
    /// The resource.
    package var resource: String?
    /// The decision.
    package var decision: PolicyVerdict
    /// The condition keys without a value.
    package var missingContext: [String]
    /// The decision of the organization's policies.
    package var organizations: OrganizationsDecision?
    /// The decision of the boundary.
    package var boundary: BoundaryDecision?

    enum CodingKeys: String, CodingKey {
        case action = "EvalActionName", resource = "EvalResourceName", decision = "EvalDecision"
        case missingContext = "MissingContextValues", organizations = "OrganizationsDecisionDetail"
        case boundary = "PermissionsBoundaryDecisionDetail"
    }

    /// Creates the value.
    package init(
        action: String, resource: String? = nil, decision: PolicyVerdict, missingContext: [String] = [],
        organizations: OrganizationsDecision? = nil, boundary: BoundaryDecision? = nil
    ) {
        self.action = action
        self.resource = resource
        self.decision = decision
        self.missingContext = missingContext
        self.organizations = organizations
        self.boundary = boundary
    }
}

/// The decision of an organization's policies.
package struct OrganizationsDecision: Sendable, Hashable, Codable {
    /// `true` if they allow the action.
    package var isAllowed: Bool

    enum CodingKeys: String, CodingKey { case isAllowed = "AllowedByOrganizations" }

    /// Creates the value.
    package init(isAllowed: Bool = false) {
        self.isAllowed = isAllowed
    }
}

/// The decision of a boundary.
package struct BoundaryDecision: Sendable, Hashable, Codable {
    /// `true` if it allows the action.
    package var isAllowed: Bool

    enum CodingKeys: String, CodingKey { case isAllowed = "AllowedByPermissionsBoundary" }

    /// Creates the value.
    package init(isAllowed: Bool = false) {
        self.isAllowed = isAllowed
    }
}

/// A decision of a policy.
package enum PolicyVerdict: OpenEnumeration {
    case allowed, explicitDeny, implicitDeny
    /// A text that is not known.
    case unknown(String)

    /// The known values and their texts.
    package static let texts: [Self: String] = [
        .allowed: "allowed", .explicitDeny: "explicitDeny", .implicitDeny: "implicitDeny",
    ]

    /// The text of a value that is not known.
    package var unknownText: String? {
        if case .unknown(let text) = self { text } else { nil }
    }
}
