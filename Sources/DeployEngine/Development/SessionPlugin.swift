import AWSClient
package import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The Session Manager plugin, which connects a terminal with a session.
///
/// Its arguments are those that the AWS CLI gives it: the session, the region, the operation, the profile, the operation's input and
/// the endpoint. The session's token goes into a variable, as `aws ssm start-session` does it: other users of the machine see
/// arguments. Programs up to version 1.2.497.0 do not read the variable.
package struct SessionPlugin: Sendable, Hashable {
    /// The program's name.
    package static let program = "session-manager-plugin"
    /// The way to get the program.
    package static let installation =
        "Install it as in \"Install the Session Manager plugin for the AWS CLI\" "
        + "(docs.aws.amazon.com/systems-manager), a version after 1.2.497.0"
    /// The last version that takes the session, with its token, as an argument alone.
    package static let lastWithoutVariable = [1, 2, 497, 0]
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
    ///   - profile: The profile whose credentials resume the session; nil for those of the environment.
    ///   - endpoint: The URL of Systems Manager.
    package init(
        _ session: ContainerOperations.CommandSession, target: CommandTarget, region: String, profile: String? = nil,
        endpoint: String
    ) {
        let name = "ecs:\(target.cluster)_\(target.task)_\(target.runtimeID)"
        words = [
            SessionPlugin.program, SessionPlugin.variable, region, "StartSession", profile ?? "",
            Self.json(["Target": name]), endpoint,
        ]
        variables = [
            SessionPlugin.variable: Self.json([
                "SessionId": session.id ?? "", "StreamUrl": session.streamURL ?? "",
                "TokenValue": session.token?.revealed ?? "",
            ])
        ]
    }

    /// Returns the reason why a program of a version cannot be used; nil if it can.
    /// - Parameter version: The output of `session-manager-plugin --version`, such as `1.2.650.0`; nil if it has none.
    package static func obstacle(version: String?) -> String? {
        let text = version?.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        let known = numbers.compactMap(\.self)
        if known.count == numbers.count, lastWithoutVariable.lexicographicallyPrecedes(known) { return nil }
        let found = known.count == numbers.count ? "is version \(text)" : "states no version"
        return
            "\(program) \(found) and takes the session's token as an argument, which other users of the machine can read"
    }

    private static func json(_ members: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
