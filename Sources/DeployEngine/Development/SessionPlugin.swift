import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The Session Manager plugin, which connects a terminal with a session.
///
/// Its arguments are those that the AWS CLI gives it. The session's token goes into a variable: other users of the machine see
/// arguments.
package struct SessionPlugin: Sendable, Hashable {
    /// The program's name.
    package static let program = "session-manager-plugin"
    /// The way to get the program.
    package static let installation =
        "Install it as in \"Install the Session Manager plugin for the AWS CLI\" "
        + "(docs.aws.amazon.com/systems-manager), version 1.2.497 or later"
    /// The variable with the session.
    package static let variable = "AWS_SSM_START_SESSION_RESPONSE"

    /// The program's words.
    package let words: [String]
    /// The variables of the program.
    package let variables: [String: String]

    /// Creates the call for a session.
    /// - Parameters:
    ///   - session: The session.
    ///   - target: The container.
    ///   - region: The region.
    ///   - endpoint: The URL of Systems Manager.
    package init(_ session: ContainerOperations.CommandSession, target: CommandTarget, region: String, endpoint: String)
    {
        let name = "ecs:\(target.cluster)_\(target.task)_\(target.runtimeID)"
        words = [
            SessionPlugin.program, SessionPlugin.variable, region, "StartSession", "", Self.json(["Target": name]),
            endpoint,
        ]
        variables = [
            SessionPlugin.variable: Self.json([
                "SessionId": session.id ?? "", "StreamUrl": session.streamURL ?? "",
                "TokenValue": session.token?.revealed ?? "",
            ])
        ]
    }

    private static func json(_ members: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
