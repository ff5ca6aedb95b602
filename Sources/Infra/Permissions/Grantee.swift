public import CloudFormation

/// A holder of permissions: a role, or a construct with a role.
public protocol Grantee {
    /// Adds a statement to the grantee's permissions.
    func grant(_ statement: PolicyStatement)
}

extension ResourceHandle {
    /// Allows the grantee to perform actions on this resource alone. It works for every resource type, an untyped one
    /// included.
    ///
    ///     queue.grant("sqs:ReceiveMessage", "sqs:DeleteMessage", to: reader)
    ///
    /// - Parameters:
    ///   - actions: The actions, such as `sqs:ReceiveMessage`.
    ///   - suffix: The text after the resource's ARN, such as `/*` for the objects of a bucket.
    ///   - grantee: The holder of the permissions.
    public func grant(_ actions: String..., on suffix: String = "", to grantee: some Grantee) {
        guard let arn = resourceARN else {
            return report(
                "the actions \(actions.joined(separator: ", ")) are not granted: its type gives no ARN; "
                    + "grant a PolicyStatement with the ARN instead")
        }
        grantee.grant(PolicyStatement(actions: actions, resources: [suffix.isEmpty ? arn : "\(arn)\(suffix)"]))
    }
}

extension ResourceHandle where Properties == AWS.SQS.Queue {
    /// Allows the grantee to receive and delete messages.
    public func grantConsume(to grantee: some Grantee) {
        grant(
            "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl",
            "sqs:ReceiveMessage", to: grantee)
    }

    /// Allows the grantee to send messages.
    public func grantSend(to grantee: some Grantee) {
        grant("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage", to: grantee)
    }
}

extension ResourceHandle where Properties == AWS.SNS.Topic {
    /// Allows the grantee to publish messages.
    public func grantPublish(to grantee: some Grantee) {
        grantee.grant(PolicyStatement(actions: ["sns:Publish"], resources: [ref]))
    }
}

extension ResourceHandle where Properties == AWS.Logs.LogGroup {
    /// Allows the grantee to write log events.
    public func grantWrite(to grantee: some Grantee) {
        grant("logs:CreateLogStream", "logs:PutLogEvents", to: grantee)
    }
}
