import AWSOperations
import DeployEngine
import Testing

@Suite struct FirstFailureTests {
    @Test("The first failure in time that is not a cancelled sibling is the cause")
    func cancelledSiblings() {
        let found = FirstFailure(events: [
            .sample("Logs", .createFailed, "Resource creation cancelled", at: 4),
            .sample(
                "Queue", .createFailed,
                "Resource handler returned message: \"x\" (RequestToken: t, HandlerErrorCode: AccessDenied)", at: 5),
            .sample("Bucket", .createFailed, "weir already exists", at: 3),
            .sample(
                "stack", .rollbackInProgress, "The following resource(s) failed to create: [Bucket, Logs]. ", at: 6),
        ])
        #expect(found.causes.map(\.logicalID) == ["Bucket", "Queue"])
        #expect(found.root?.reason == "weir already exists")
        #expect(found.causes[1].handlerCode == "AccessDenied")
    }

    @Test("Events of one millisecond keep the order of CloudFormation")
    func ties() {
        let found = FirstFailure(events: [
            .sample("B", .updateFailed, "second letter", at: 1), .sample("A", .updateFailed, "first letter", at: 1),
        ])
        #expect(found.root?.logicalID == "B")
    }

    @Test("A failure of the rollback is marked and follows the cause")
    func rollbackFailure() {
        let found = FirstFailure(events: [
            .sample("Role", .updateFailed, "denied", at: 1),
            .sample("stack", .updateRollbackInProgress, "The following resource(s) failed to update: [Role]. ", at: 2),
            .sample("Database", .updateFailed, "is not in the available state", at: 3),
            .sample("stack", .updateRollbackFailed, "The following resource(s) failed to update: [Database]. ", at: 4),
        ])
        #expect(found.causes.map(\.logicalID) == ["Role", "Database"])
        #expect(found.causes.map(\.isDuringRollback) == [false, true])
    }

    @Test("A reason of the stack itself is the cause if no resource failed")
    func stackReason() {
        let reason = "Export weir-dev-vpc cannot be deleted as it is in use by weir-dev-data"
        let found = FirstFailure(events: [
            .sample("Bucket", .updateComplete, at: 1), .sample("stack", .updateRollbackInProgress, reason, at: 2),
            .sample("stack", .updateRollbackComplete, at: 3),
        ])
        #expect(found.root?.logicalID == Sample.stack)
        #expect(found.root?.reason == reason)
    }

    @Test("Without another cause, a cancelled resource is better than none")
    func onlyCancelled() {
        let found = FirstFailure(events: [
            .sample("Bucket", .updateFailed, "Resource update cancelled", at: 1),
            .sample("Queue", .updateFailed, "Resource update cancelled", at: 2),
        ])
        #expect(found.causes.map(\.logicalID) == ["Bucket"])
    }

    @Test("A hook's reason replaces the resource's")
    func hook() {
        var invocation = StackEvent.sample("Bucket", .createInProgress, at: 1)
        invocation.hookType = "Weir::Policy::Encrypted"
        invocation.hookStatus = .hookCompleteFailed
        invocation.hookStatusReason = "BucketEncryption is missing"
        invocation.hookFailureMode = "FAIL"
        let found = FirstFailure(events: [
            invocation,
            .sample("Bucket", .createFailed, "The following hook(s) failed: [Weir::Policy::Encrypted]", at: 2),
        ])
        #expect(found.causes.count == 1)
        #expect(found.root?.reason.contains("BucketEncryption is missing") == true)
        invocation.hookFailureMode = "WARN"
        #expect(FirstFailure(events: [invocation]).root == nil)
    }

    @Test("A nested stack's failure is that of its resource, once its events are read")
    func nested() {
        let child = "arn:aws:cloudformation:eu-central-1:111122223333:stack/child/1"
        let outer: [StackEvent] = [
            .sample(
                "Child", .createFailed, "Embedded stack was not successfully created", at: 5,
                type: "AWS::CloudFormation::Stack", physicalID: child)
        ]
        let before = FirstFailure(events: outer)
        #expect(before.unreadStacks == [child])
        #expect(before.root?.logicalID == "Child")
        var inner = StackEvent.sample("Table", .createFailed, "table exists", at: 3)
        inner.stackID = child
        let after = FirstFailure(events: outer, nested: [child: [inner]])
        #expect(after.unreadStacks == [])
        #expect(after.root?.logicalID == "Child.Table")
    }

    @Test("Events without a failure have no cause")
    func success() {
        let found = FirstFailure(events: [
            .sample("Bucket", .createComplete, at: 1), .sample("stack", .createComplete, at: 2),
        ])
        #expect(found.root == nil)
    }
}
