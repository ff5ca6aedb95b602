public import CloudFormation

/// A topic for notifications, encrypted with a key of its own, over TLS only.
///
/// AWS services cannot publish to a topic under the key `alias/aws/sns`, whose policy cannot be changed ("Using AWS KMS keys with
/// CloudWatch alarms"). So the topic has a key whose policy names its publishers.
///
///     var topic = Topic(displayName: "Orders")
///     topic.emails = ["operations@example.com"]
///     let notifications = scope.add("Notifications", topic)
///     alarm.actions = [notifications.arn]
public struct Topic: Construct, Sendable, Hashable {
    /// The sender's name in e-mails.
    public var displayName: String
    /// The e-mail addresses that receive notifications, each after confirming once. Defaults to none.
    public var emails: [String] = []
    /// The channel of Slack that receives notifications; nil by default.
    public var slack: SlackChannel?
    /// The AWS services that may publish. Defaults to alarms of CloudWatch.
    public var publishers: [ServicePrincipal] = [.cloudWatch]
    /// The action on the topic's key when the topic is removed. Defaults to deletion, after KMS's waiting period: the key
    /// protects messages on their way alone.
    public var removal = ResourceOptions.Policy.delete

    /// Describes a topic.
    public init(displayName: String) {
        self.displayName = displayName
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<Topic>] {
        [
            PropertyRule(
                "displayName", { $0.displayName },
                ValidValues("1 to 100 characters", contains: { (1...100).contains($0.unicodeScalars.count) })),
            PropertyRule(
                "emails", { topic in topic.emails.first { !isAddress($0) } },
                ValidValues("addresses such as operations@example.com") { _ in false }),
            PropertyRule(
                "emails", { $0.emails },
                ValidValues("at most 50 different addresses") { $0.count <= 50 && Set($0).count == $0.count }),
            PropertyRule(
                "removal", { $0.removal },
                ValidValues("delete or retain: a key has no snapshots", contains: { $0 != .snapshot })),
            PropertyRule("slack.workspace", { $0.slack?.workspace }, SlackChannel.validWorkspaces),
            PropertyRule("slack.channel", { $0.slack?.channel }, SlackChannel.validChannels),
            PropertyRule(
                "publishers", { topic in topic.publishers.first { !ServicePrincipal.valid.contains($0) } },
                ServicePrincipal.valid),
        ]
    }

    /// A name and a domain without white space; the mail server knows the rest.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 320 && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 34 }
            && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
    }

    /// Adds the topic with its key, policy and subscriptions.
    public func build(in scope: Scope) -> Reference {
        let key = scope.add(
            "Key",
            AWS.KMS.Key(
                description: .literal("Notifications of \(scope.stack.name)"), enableKeyRotation: true,
                keyPolicy: PolicyStatement.document(keyStatements)),
            .kept(removal))
        let topic = scope.add(
            AWS.SNS.Topic(displayName: .literal(displayName), kmsMasterKeyId: key.ref))
        scope.add(
            "Policy",
            AWS.SNS.TopicPolicy(
                policyDocument: PolicyStatement.document(topicStatements(topic.ref)), topics: [topic.ref]))
        for address in emails.sorted() {
            scope.add(
                "Email " + address,
                AWS.SNS.Subscription(protocol: "email", topicArn: topic.ref, endpoint: .literal(address)))
        }
        if let slack { connect(slack, to: topic, scope) }
        return Reference(arn: ResourceARN(topic.ref), key: ResourceARN(key.arn))
    }

    /// The condition for a service's use of the topic: it acts for this account (AWS's "confused deputy problem").
    private func topicCondition(_ publisher: ServicePrincipal) -> TemplateExpression {
        guard publisher == .events else { return Topic.forThisAccount }
        // "Using resource-based policies for Amazon EventBridge" names the rule, not the account.
        let rules: TemplateValue<String> = "arn:\(AWS.partition):events:\(AWS.region):\(AWS.accountID):rule/*"
        return ["ArnLike": ["aws:SourceArn": rules.expression]]
    }

    private static let forThisAccount: TemplateExpression = [
        "StringEquals": ["aws:SourceAccount": AWS.accountID.expression]
    ]

    private var keyStatements: [PolicyStatement] {
        let root: TemplateValue<String> = "arn:\(AWS.partition):iam::\(AWS.accountID):root"
        let services = publishers.sorted { $0.name < $1.name }.map { publisher in
            PolicyStatement(
                actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"],
                principal: ["Service": .string(publisher.name)],
                // Encrypted topics take events of EventBridge only without a condition in the key's policy ("Enable compatibility
                // between event sources from AWS services and encrypted topics").
                conditions: publisher == .events ? nil : Topic.forThisAccount)
        }
        // In a key's policy the resource "*" is the key itself ("Default key policy").
        return [
            PolicyStatement(actions: ["kms:*"], resources: ["*"], principal: ["AWS": root.expression])
        ] + services
    }

    private func topicStatements(_ topic: TemplateValue<String>) -> [PolicyStatement] {
        let services = publishers.sorted { $0.name < $1.name }.map { publisher in
            PolicyStatement(
                actions: ["sns:Publish"], resources: [topic], principal: ["Service": .string(publisher.name)],
                conditions: topicCondition(publisher))
        }
        return services + [
            PolicyStatement(
                effect: .deny, actions: ["sns:Publish"], resources: [topic], principal: ["AWS": "*"],
                conditions: ["Bool": ["aws:SecureTransport": "false"]])
        ]
    }

    /// Adds the connection to Slack. People in the channel can look at metrics and alarms, and change nothing.
    private func connect(_ slack: SlackChannel, to topic: ResourceHandle<AWS.SNS.Topic>, _ scope: Scope) {
        let role = scope.add(
            "SlackRole", Role(service: .chatbot, description: "Shows metrics and alarms in a channel of Slack"))
        // Reading metrics takes no resource ("Actions, resources, and condition keys for Amazon CloudWatch").
        role.grant(
            PolicyStatement(
                actions: ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"],
                resources: ["*"]))
        scope.add(
            "Slack",
            AWS.Chatbot.SlackChannelConfiguration(
                configurationName: .literal(([scope.stack.name] + scope.path).joined(separator: "-")),
                iamRoleArn: role.arn.value, slackChannelId: .literal(slack.channel),
                slackWorkspaceId: .literal(slack.workspace),
                // The default permits everything that the role does; this is the least managed policy for metrics.
                guardrailPolicies: ["arn:\(AWS.partition):iam::aws:policy/CloudWatchReadOnlyAccess"],
                loggingLevel: "ERROR", snsTopicArns: [topic.ref]))
    }
}
