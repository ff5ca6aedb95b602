#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// IAM of the fake account. Permissions are not evaluated; a test says what a role is denied.
package final class FakeAccessManagement: FakeService {
    /// The signing name.
    package static var signingName: String { "iam" }

    /// A role.
    package struct Role: Sendable {
        /// The name.
        package let name: String
        /// The ARN.
        package let arn: String
        /// The unique id.
        package let id: String
        /// The trust policy in JSON.
        package var trustPolicy: String
        /// The permissions boundary's ARN; nil without one.
        package var boundary: String?
        /// The longest session in seconds.
        package var longestSession = 3600
        /// The actions that simulations deny: `action`, or `action resource`.
        package var denied: Set<String> = []
        fileprivate let created: Date
    }

    /// The roles by their names.
    package var roles: [String: Role] = [:]
    /// The URLs of OpenID Connect providers with their audiences.
    package var providers: [String: [String]] = [:]

    /// Creates an IAM without roles.
    package init() {}

    /// Adds a role.
    @discardableResult
    package func addRole(
        _ name: String, trustPolicy: String = "{}", boundary: String? = nil, _ world: FakeWorld
    ) -> Role {
        let role = Role(
            name: name, arn: "arn:aws:iam::\(world.account):role/\(name)",
            id: "AROA" + world.hexadecimal(17).uppercased(),
            trustPolicy: trustPolicy, boundary: boundary, created: world.date)
        roles[name] = role
        return role
    }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        switch request.operation {
        case "GetRole":
            let name = request.text("RoleName") ?? ""
            guard let role = roles[name] else {
                throw FakeError("NoSuchEntity", "The role with name \(name) cannot be found.", status: 404)
            }
            return .output([
                "Role": [
                    "RoleName": .string(name), "Arn": .string(role.arn), "RoleId": .string(role.id), "Path": "/",
                    "AssumeRolePolicyDocument": .string(Self.encoded(role.trustPolicy)),
                    "MaxSessionDuration": FakeValue(role.longestSession),
                    "CreateDate": .string(FakeCloudFormation.timestamp(role.created)),
                    "PermissionsBoundary": role.boundary.map {
                        ["PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": .string($0)]
                    } ?? .null,
                ]
            ])
        case "SimulatePrincipalPolicy": return try simulate(request)
        case "GetOpenIDConnectProvider":
            let arn = request.text("OpenIDConnectProviderArn") ?? ""
            guard let url = providers.keys.first(where: { arn.hasSuffix("oidc-provider/\($0)") }) else {
                throw FakeError("NoSuchEntity", "OpenIDConnect Provider not found for arn \(arn)", status: 404)
            }
            return .output(["Url": .string(url), "ClientIDList": FakeValue(providers[url] ?? [])])
        case "ListOpenIDConnectProviders":
            return .output([
                "OpenIDConnectProviderList": .array(
                    providers.keys.sorted().map {
                        ["Arn": .string("arn:aws:iam::\(world.account):oidc-provider/\($0)")]
                    })
            ])
        default: throw .unknownOperation(request)
        }
    }

    private func simulate(_ request: FakeRequest) throws(FakeError) -> FakeResponse {
        let source = request.text("PolicySourceArn") ?? ""
        guard let role = roles.values.first(where: { $0.arn == source }) else {
            throw FakeError("NoSuchEntity", "The principal \(source) cannot be found.", status: 404)
        }
        let resources = request["ResourceArns"]?.texts ?? []
        let results = (request["ActionNames"]?.texts ?? []).flatMap { action in
            (resources.isEmpty ? ["*"] : resources).map { resource -> FakeValue in
                let isDenied = role.denied.contains(action) || role.denied.contains("\(action) \(resource)")
                return [
                    "EvalActionName": .string(action), "EvalResourceName": .string(resource),
                    "EvalDecision": isDenied ? "implicitDeny" : "allowed",
                ]
            }
        }
        return .output(["EvaluationResults": .array(results), "IsTruncated": false])
    }

    /// A policy as IAM returns it, percent-encoded.
    private static func encoded(_ policy: String) -> String {
        policy.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || "-._~".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
