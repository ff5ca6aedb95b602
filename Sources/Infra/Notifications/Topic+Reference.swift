public import CloudFormation

extension Topic {
    /// A reference to a topic, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The topic's ARN.
        public let arn: ResourceARN<AWS.SNS.Topic>
        /// The ARN of the key that encrypts the topic.
        public let key: ResourceARN<AWS.KMS.Key>

        /// An existing topic.
        public init(arn: ResourceARN<AWS.SNS.Topic>, key: ResourceARN<AWS.KMS.Key>) {
            self.arn = arn
            self.key = key
        }

        /// Allows the grantee to publish messages.
        public func grantPublish(to grantee: some Grantee) {
            grantee.grant(PolicyStatement(actions: ["sns:Publish"], resources: [arn.value]))
            grantee.grant(PolicyStatement(actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.value]))
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                arn: transfer.text("Arn", arn, "The topic's ARN"),
                key: transfer.text("KeyArn", key, "The ARN of the topic's key"))
        }

        /// A topic without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "", key: "")
        }
    }
}

extension ServicePrincipal {
    /// Alarms of CloudWatch.
    public static let cloudWatch: ServicePrincipal = "cloudwatch.amazonaws.com"
    /// Rules of EventBridge.
    public static let events: ServicePrincipal = "events.amazonaws.com"
    /// Amazon Q Developer in chat applications, formerly AWS Chatbot.
    public static let chatbot: ServicePrincipal = "chatbot.amazonaws.com"
}
