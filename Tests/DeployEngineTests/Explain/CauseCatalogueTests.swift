import DeployEngine
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CauseCatalogueTests {
    @Test("A recorded failure has its cause", arguments: RecordedFailure.all)
    func cause(failure: RecordedFailure) {
        let explanation = CauseCatalogue.explain(failure.bundle)
        #expect(explanation.causeID == failure.cause, "\(explanation.paragraph)")
        #expect(!explanation.paragraph.isEmpty && !explanation.title.isEmpty)
        #expect(!explanation.paragraph.contains("{") || explanation.paragraph.contains("{linux"))
        #expect(!explanation.evidence.isEmpty)
        if let says = failure.says {
            #expect(explanation.text(width: 10_000).contains(says), "\(explanation.text(width: 200))")
        }
    }

    @Test("Every cause of the catalogue has a recorded failure, a sentence and a unique id")
    func complete() {
        let recorded = Set(RecordedFailure.all.map(\.cause))
        #expect(RecordedFailure.all.count >= 60)
        #expect(Set(CauseCatalogue.all.map(\.id)).count == CauseCatalogue.all.count)
        #expect(CauseCatalogue.all.map(\.id).filter { !recorded.contains($0) } == [])
        for cause in CauseCatalogue.all {
            #expect(!cause.sentences.isEmpty && !cause.patterns.isEmpty, "\(cause.id)")
            #expect(cause.id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(cause.id)")
            for sentence in cause.sentences { #expect(".?".contains(sentence.last ?? " "), "\(cause.id): \(sentence)") }
        }
    }

    @Test("The permissions of a preview are those of its environment's bootstrap stack")
    func preview() throws {
        let failure = try #require(RecordedFailure.all.first { $0.cause == "permission-boundary" })
        var bundle = failure.bundle
        bundle.environment = "dev.pr-12"
        let commands = CauseCatalogue.explain(bundle).commands
        #expect(commands.contains("infra-cli bootstrap dev --diff"), "\(commands)")
    }

    @Test("Every code of a handler has a cause", arguments: HandlerMessage.knownCodes.sorted())
    func handlerCodes(code: String) {
        let failure = RecordedFailure.resource("", "AWS::SNS::Topic", "text of its own", code: code)
        #expect(CauseCatalogue.explain(failure.bundle).isKnown)
    }

    @Test("The first failure that is no cancellation wins, in any order of the events", arguments: 0..<40)
    func firstFailure(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let reasons = [
            ("bucket-not-empty", "The bucket you tried to delete is not empty"),
            ("stack-policy", "Action denied by stack policy"), ("engine-version", "Cannot find version 1 for postgres"),
            ("unknown", "the first reason that no catalogue knows"),
        ].shuffled(using: &generator)
        var bundle = EvidenceBundle(environment: "dev", token: "release-7", collected: DeploySample.start)
        var time = 10.0
        for (index, reason) in reasons.enumerated() {
            // A cancelled sibling may be older than the failure that cancelled it.
            bundle.events.append(
                RecordedFailure.event(
                    time - 5, "Cancelled\(index)", "AWS::S3::Bucket", "UPDATE_FAILED", "Resource update cancelled"))
            bundle.events.append(
                RecordedFailure.event(time, "Failed\(index)", "AWS::S3::Bucket", "UPDATE_FAILED", reason.1))
            time += Double.random(in: 1...20, using: &generator)
        }
        bundle.events.append(
            RecordedFailure.event(
                time, "weir-dev-service", "AWS::CloudFormation::Stack", "UPDATE_ROLLBACK_IN_PROGRESS",
                "The following resource(s) failed to update: [Failed0, Cancelled0]."))
        // Another operation's failure is older than all.
        bundle.events.append(
            RecordedFailure.event(
                1, "Old", "AWS::S3::Bucket", "CREATE_FAILED", "weir already exists", token: "release-6"))
        bundle.events.shuffle(using: &generator)
        let explanation = CauseCatalogue.explain(bundle)
        #expect(explanation.causeID == reasons[0].0, "seed \(seed)")
        #expect(explanation.resource == "weir-dev-service/Failed0")
        #expect(!explanation.text().contains("ancelled"))
    }

    @Test("Cancelled resources alone are no cause")
    func cancelled() {
        var bundle = EvidenceBundle(environment: "dev", collected: DeploySample.start)
        bundle.events = [
            RecordedFailure.event(1, "A", "AWS::S3::Bucket", "CREATE_FAILED", "Resource creation cancelled")
        ]
        let explanation = CauseCatalogue.explain(bundle)
        #expect(!explanation.isKnown && explanation.title == "No evidence")
    }

    @Test("A failure in a nested stack is explained instead of its parent's event")
    func nested() {
        var bundle = EvidenceBundle(environment: "dev", collected: DeploySample.start)
        bundle.events = [
            RecordedFailure.event(
                9, "Child", "AWS::CloudFormation::Stack", "CREATE_FAILED",
                "Embedded stack was not successfully created",
                physicalID: "id-child"),
            RecordedFailure.event(
                5, "Bucket", "AWS::S3::Bucket", "CREATE_FAILED", "weir already exists", stack: "child"),
        ]
        let explanation = CauseCatalogue.explain(bundle)
        #expect(explanation.causeID == "handler-already-exists")
        #expect(explanation.resource == "weir-dev-service/Child.Bucket")
    }

    @Test("No explanation contains a planted secret", arguments: RecordedFailure.all)
    func secrets(failure: RecordedFailure) throws {
        let secrets = ["password=correct-horse", "postgres://weir:battery-staple@db/weir", "AKIAIOSFODNN7EXAMPLE"]
        var bundle = failure.bundle
        func plant(_ text: inout String?) { text = text.map { "\($0) \(secrets.joined(separator: " "))" } }
        for index in bundle.events.indices { plant(&bundle.events[index].reason) }
        for index in bundle.tasks.indices {
            plant(&bundle.tasks[index].reason)
            for inner in bundle.tasks[index].containers.indices { plant(&bundle.tasks[index].containers[inner].reason) }
        }
        for index in bundle.logs.indices { bundle.logs[index].lines += secrets }
        for index in bundle.targets.indices { plant(&bundle.targets[index].description) }
        for index in bundle.trail.indices { plant(&bundle.trail[index].errorMessage) }
        for index in bundle.validations.indices { plant(&bundle.validations[index].reason) }
        for index in bundle.hooks.indices { plant(&bundle.hooks[index].reason) }
        for index in bundle.changeSets.indices { plant(&bundle.changeSets[index].reason) }
        for index in bundle.failedCalls.indices {
            bundle.failedCalls[index].message += " " + secrets.joined(separator: " ")
        }
        for index in bundle.stacks.indices { plant(&bundle.stacks[index].reason) }
        let explanation = CauseCatalogue.explain(bundle)
        #expect(explanation.causeID == failure.cause)
        let json = String(decoding: try JSONEncoder().encode(explanation), as: UTF8.self)
        for text in [explanation.text(), json] {
            for secret in ["correct-horse", "battery-staple", "AKIAIOSFODNN7EXAMPLE"] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("The lag of CloudTrail is said aloud while it lasts")
    func lag() {
        var bundle = RecordedFailure.resource(
            "", "AWS::RDS::DBInstance", "Never became available", code: "NotStabilized"
        ).bundle
        #expect(CauseCatalogue.explain(bundle).notes == ["CloudTrail was not read; it may name the call that failed."])
        bundle.trailRead = DeploySample.start.addingTimeInterval(61 + 4 * 60)
        let note = CauseCatalogue.explain(bundle).notes.first ?? ""
        #expect(note.contains("up to 15 minutes late and was read 4 minutes after the failure"))
        #expect(note.hasSuffix("explain again after 10:16 UTC."))
        bundle.trailRead = DeploySample.start.addingTimeInterval(3600)
        #expect(
            CauseCatalogue.explain(bundle).notes == [
                "CloudTrail has no failed call from 5 minutes before the failure to 2 minutes after it."
            ])
    }

    @Test("Evidence that was not read is named")
    func unread() {
        var bundle = RecordedFailure.state("", stack: "ROLLBACK_COMPLETE").bundle
        bundle.unread = [.init(what: "stopped tasks", error: "ECS DescribeTasks: AccessDenied")]
        #expect(
            CauseCatalogue.explain(bundle).notes == [
                "Not read: stopped tasks (ECS DescribeTasks: AccessDenied). The explanation may miss something."
            ])
    }

    @Test("A stack that cannot go on is mentioned with its cause")
    func consequence() {
        var bundle = RecordedFailure.resource("", "AWS::S3::Bucket", "The bucket you tried to delete is not empty")
            .bundle
        bundle.stacks = [.init(name: "weir-dev-service", status: "UPDATE_ROLLBACK_FAILED")]
        let explanation = CauseCatalogue.explain(bundle)
        #expect(explanation.causeID == "bucket-not-empty")
        #expect(explanation.paragraph.contains("CloudFormation accepts only ContinueUpdateRollback now"))
        #expect(explanation.commands.contains("infra-cli recover dev"))
    }

    @Test("The text fits 80 columns, except commands")
    func width() {
        for failure in RecordedFailure.all {
            let lines = CauseCatalogue.explain(failure.bundle).text(commands: false).split(separator: "\n")
            for line in lines where line.split(separator: " ").allSatisfy({ $0.count < 60 }) {
                #expect(TerminalColumns.width(line) <= 80, "\(line)")
            }
        }
    }
}
