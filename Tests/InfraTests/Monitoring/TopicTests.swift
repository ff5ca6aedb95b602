import Infra
import InfraTesting
import Testing

@Suite("Topic")
struct TopicTests {
    private func allowing(_ actions: [String], on resources: [TemplateExpression]) -> TemplateStatement {
        TemplateStatement(effect: "Allow", actions: actions, resources: resources, principal: nil)
    }

    @Test("A topic is encrypted with a rotated key of its own, which alarms of this account may use")
    func defaults() throws {
        let template = try TestStack.template { $0.add("News", Topic(displayName: "Orders")) }
        #expect(template.resources.map(\.logicalID) == ["News", "NewsKey", "NewsPolicy"])
        #expect(
            template.mismatch(
                "News", type: "AWS::SNS::Topic",
                with: ["DisplayName": "Orders", "KmsMasterKeyId": ["Ref": "NewsKey"]]) == nil)
        #expect(template.property("NewsKey", "EnableKeyRotation") == true)
        let statements = try #require(template.property("NewsKey", "KeyPolicy")?["Statement"])
        #expect(
            statements == [
                [
                    "Effect": "Allow",
                    "Principal": ["AWS": ["Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"]],
                    "Action": "kms:*", "Resource": "*",
                ],
                [
                    "Effect": "Allow", "Principal": ["Service": "cloudwatch.amazonaws.com"],
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*",
                    "Condition": ["StringEquals": ["aws:SourceAccount": ["Ref": "AWS::AccountId"]]],
                ],
            ])
    }

    @Test("Only the publishers may publish, for this account alone, and nothing without TLS")
    func policy() throws {
        let template = try TestStack.template { scope in
            var topic = Topic(displayName: "Orders")
            topic.publishers = [.events, .cloudWatch]
            scope.add("News", topic)
        }
        func publish(_ service: String, _ condition: TemplateExpression) -> TemplateExpression {
            [
                "Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sns:Publish",
                "Resource": ["Ref": "News"], "Condition": condition,
            ]
        }
        let rules: TemplateExpression = [
            "Fn::Sub": "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*"
        ]
        #expect(
            template.property("NewsPolicy", "PolicyDocument")?["Statement"] == [
                publish(
                    "cloudwatch.amazonaws.com", ["StringEquals": ["aws:SourceAccount": ["Ref": "AWS::AccountId"]]]),
                publish("events.amazonaws.com", ["ArnLike": ["aws:SourceArn": rules]]),
                [
                    "Effect": "Deny", "Principal": ["AWS": "*"], "Action": "sns:Publish", "Resource": ["Ref": "News"],
                    "Condition": ["Bool": ["aws:SecureTransport": "false"]],
                ],
            ])
        // Encrypted topics take events only without a condition in the key's policy.
        #expect(template.property("NewsKey", "KeyPolicy/Statement/1/Condition") != nil)
        #expect(template.property("NewsKey", "KeyPolicy/Statement/2/Principal/Service") == "events.amazonaws.com")
        #expect(template.property("NewsKey", "KeyPolicy/Statement/2/Condition") == nil)
    }

    @Test("The key goes with the topic, unless it is retained")
    func removal() throws {
        for removal in [ResourceOptions.Policy.delete, .retain] {
            let template = try TestStack.template { scope in
                var topic = Topic(displayName: "Orders")
                topic.removal = removal
                scope.add("News", topic)
            }
            #expect(template.resource("NewsKey")?.options.deletionPolicy == removal)
        }
        var topic = Topic(displayName: "Orders")
        #expect(topic.removal == .delete)
        topic.removal = .snapshot
        #expect(topic.faults.map(\.property) == ["removal"])
    }

    @Test("Removing one e-mail address leaves the others' subscriptions as they are")
    func emails() throws {
        func template(_ addresses: [String]) throws -> Template {
            try TestStack.template { scope in
                var topic = Topic(displayName: "Orders")
                topic.emails = addresses
                scope.add("News", topic)
            }
        }
        let three = try template(["c@example.com", "a@example.com", "b@example.com"])
        let two = try template(["c@example.com", "b@example.com"])
        let ids = ["NewsEmailAExampleCom", "NewsEmailBExampleCom", "NewsEmailCExampleCom"]
        #expect(three.resources(ofType: "AWS::SNS::Subscription").map(\.logicalID) == ids)
        #expect(
            two.resources(ofType: "AWS::SNS::Subscription").map(\.body)
                == three.resources(ofType: "AWS::SNS::Subscription").dropFirst().map(\.body))
        #expect(
            three.mismatch(
                ids[0], with: ["Endpoint": "a@example.com", "Protocol": "email", "TopicArn": ["Ref": "News"]]) == nil)
    }

    @Test("A channel of Slack can look at metrics and change nothing")
    func slack() throws {
        let template = try TestStack.template { scope in
            var topic = Topic(displayName: "Orders")
            topic.slack = SlackChannel(workspace: "T0123ABCD", channel: "C0123ABCD")
            scope.add("News", topic)
        }
        #expect(
            template.mismatch(
                "NewsSlack", type: "AWS::Chatbot::SlackChannelConfiguration",
                with: [
                    "ConfigurationName": "test-News", "SlackWorkspaceId": "T0123ABCD", "SlackChannelId": "C0123ABCD",
                    "IamRoleArn": ["Fn::GetAtt": ["NewsSlackRole", "Arn"]], "SnsTopicArns": [["Ref": "News"]],
                    "GuardrailPolicies": [
                        ["Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/CloudWatchReadOnlyAccess"]
                    ],
                ]) == nil)
        #expect(
            template.statements(ofRole: "NewsSlackRole") == [
                allowing(
                    ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"],
                    on: ["*"])
            ])
        #expect(
            template.trust(ofRole: "NewsSlackRole").map(\.principal) == [["Service": "chatbot.amazonaws.com"]])
    }

    @Test("A grant permits publishing and the use of the topic's key, also from another stack")
    func grants() throws {
        let app = App()
        let first = Stack(app, "first", description: "The first").scope
        let shared = first.share("News", first.add("News", Topic(displayName: "Orders")))
        let second = Stack(app, "second", description: "The second").scope
        second.use(shared).grantPublish(to: second.add("Writer", Role(service: .lambda, description: "Writes")))
        let template = try app.synthesize()[1].template
        #expect(
            template.statements(ofRole: "Writer") == [
                allowing(["sns:Publish"], on: [["Ref": "NewsArn"]]),
                allowing(["kms:Decrypt", "kms:GenerateDataKey"], on: [["Ref": "NewsKeyArn"]]),
            ])
    }

    @Test(
        "Addresses and ids that SNS or Slack refuse are reported",
        arguments: [
            (["operations"], "T1", "C1", 1), (["a@b"], "T1", "C1", 1), (["a b@example.com"], "T1", "C1", 1),
            (["a@example.com", "a@example.com"], "T1", "C1", 1), ([], "weir", "C1", 1), ([], "T1", "#general", 1),
            (["a@example.com"], "T1", "C1", 0),
        ])
    func rules(emails: [String], workspace: String, channel: String, faults: Int) {
        var topic = Topic(displayName: "Orders")
        topic.emails = emails
        topic.slack = SlackChannel(workspace: workspace, channel: channel)
        #expect(topic.faults.count == faults, "\(topic.faults)")
    }

    @Test("A name that is empty or longer than SNS takes is reported", arguments: [(0, 1), (1, 0), (100, 0), (101, 1)])
    func names(length: Int, faults: Int) {
        #expect(Topic(displayName: String(repeating: "é", count: length)).faults.count == faults)
    }
}
