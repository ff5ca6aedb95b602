/// A channel of Slack that receives notifications through Amazon Q Developer in chat applications (AWS Chatbot).
///
/// The workspace is authorized once by hand in the console ("Get started with Slack" in the service's guide); no interface
/// for programs does that.
public struct SlackChannel: Sendable, Hashable, CheckedProperties {
    /// The workspace's id, such as `T0123ABCD`.
    public var workspace: String
    /// The channel's id, such as `C0123ABCD`.
    public var channel: String

    /// Creates a channel.
    public init(workspace: String, channel: String) {
        self.workspace = workspace
        self.channel = channel
    }

    /// The rules of the properties ("AWS::Chatbot::SlackChannelConfiguration").
    public static var rules: [PropertyRule<SlackChannel>] {
        [
            PropertyRule("workspace", { $0.workspace }, validWorkspaces),
            PropertyRule("channel", { $0.channel }, validChannels),
        ]
    }

    /// The valid ids of workspaces.
    static var validWorkspaces: ValidValues<String> {
        ValidValues("a workspace's id of digits and upper-case letters, such as T0123ABCD") { id in
            (1...255).contains(id.utf8.count) && id.utf8.allSatisfy { isUpper($0) || isDigit($0) }
        }
    }

    /// The valid ids of channels.
    static var validChannels: ValidValues<String> {
        ValidValues("a channel's id of letters and digits, such as C0123ABCD; not its name") { id in
            (1...255).contains(id.utf8.count)
                && id.utf8.allSatisfy { isUpper($0) || isDigit($0) || (97...122).contains($0) }
        }
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
