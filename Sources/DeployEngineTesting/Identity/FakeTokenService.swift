#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// STS of the fake account.
package final class FakeTokenService: FakeService {
    /// The signing name.
    package static var signingName: String { "sts" }

    private struct Session {
        let arn: String
        let id: String
        let expiration: Duration
    }

    private var sessions: [String: Session] = [:]

    /// Creates the service.
    package init() {}

    /// `true` if the key belongs to a session that has ended.
    package func isExpired(_ accessKeyID: String, in world: FakeWorld) -> Bool {
        sessions[accessKeyID].map { $0.expiration <= world.now } ?? false
    }

    /// Lets a key expire now, also one that is not a session's.
    package func expire(_ accessKeyID: String, in world: FakeWorld) {
        sessions[accessKeyID] = Session(arn: arn(of: accessKeyID, in: world), id: "AIDAFAKE", expiration: world.now)
    }

    /// The ARN of the caller with a key.
    package func arn(of accessKeyID: String?, in world: FakeWorld) -> String {
        accessKeyID.flatMap { sessions[$0]?.arn } ?? "arn:aws:iam::\(world.account):user/admin"
    }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        switch request.operation {
        case "GetCallerIdentity":
            return .output([
                "Account": .string(world.account), "Arn": .string(arn(of: request.accessKeyID, in: world)),
                "UserId": .string(request.accessKeyID.flatMap { sessions[$0]?.id } ?? "AIDAFAKEADMIN"),
            ])
        case "AssumeRole", "AssumeRoleWithWebIdentity":
            let roleARN = request.text("RoleArn") ?? ""
            let name = roleARN.split(separator: "/").last.map(String.init) ?? ""
            guard let role = world.service(FakeAccessManagement.self)?.roles[name], role.arn == roleARN else {
                let caller = arn(of: request.accessKeyID, in: world)
                throw FakeError(
                    "AccessDenied",
                    "User: \(caller) is not authorized to perform: sts:\(request.operation) on resource: \(roleARN)",
                    status: 403)
            }
            let isChained = request.accessKeyID.flatMap { sessions[$0] } != nil
            let seconds = request["DurationSeconds"]?.integer ?? 3600
            // "Role chaining caps at 1 h": deploy-facts 3.11.
            guard seconds <= (isChained ? 3600 : role.longestSession) else {
                throw .validation(
                    "The requested DurationSeconds exceeds the \(isChained ? "1 hour session limit for roles assumed by role chaining" : "MaxSessionDuration set for this role.")"
                )
            }
            let session = request.text("RoleSessionName") ?? ""
            let key = "ASIA" + world.hexadecimal(16).uppercased()
            let arn = "arn:aws:sts::\(world.account):assumed-role/\(name)/\(session)"
            sessions[key] = Session(arn: arn, id: "\(role.id):\(session)", expiration: world.now + .seconds(seconds))
            return .output([
                "Credentials": [
                    "AccessKeyId": .string(key), "SecretAccessKey": .string(world.hexadecimal(40)),
                    "SessionToken": .string(world.hexadecimal(64)),
                    "Expiration": .string(FakeCloudFormation.timestamp(world.date.addingTimeInterval(Double(seconds)))),
                ],
                "AssumedRoleUser": ["Arn": .string(arn), "AssumedRoleId": .string("\(role.id):\(session)")],
            ])
        default: throw .unknownOperation(request)
        }
    }
}
