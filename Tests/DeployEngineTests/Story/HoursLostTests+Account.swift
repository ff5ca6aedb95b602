import AWSClient
import AWSOperations
import DeployEngine
import DeployEngineTesting
import Foundation
import Testing

extension HoursLostTests {
    /// The reason of a failed deployment; nil with an issue for another end.
    static func failure(_ result: DeployResult) -> DeployFailure? {
        guard case .failed(let failure) = result.ending else {
            Issue.record("expected a failure, got \(result.ending)")
            return nil
        }
        return failure
    }

    // MARK: - Clocks

    @Sendable static func wrongClock() async throws {
        let stage = try await DeployStage(clockError: -1230)
        let form = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        let clock = stage.aws.clock
        // AWS accepts a signature for five minutes.
        stage.aws.setFault { request, _ in
            guard let text = request.field("X-Amz-Date"), let signed = try? form.parse(text),
                abs(clock.date.timeIntervalSince(signed)) > 300
            else { return nil }
            let code =
                switch request.wire {
                case .json: "InvalidSignatureException"
                case .query, .ec2: "SignatureDoesNotMatch"
                case .rest: "RequestTimeTooSkewed"
                }
            return .error(FakeError(code, "Signature expired: \(text) is now earlier than allowed", status: 403))
        }
        let result = try await stage.deploy()
        #expect(result.ending == .succeeded)
        let refused = stage.aws.calls.filter { $0.errorCode != nil && $0.request.field("X-Amz-Date") != nil }
            .filter {
                ["InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed"].contains($0.errorCode)
            }
        #expect(!refused.isEmpty, "the trouble occurs")
        let told = stage.events.contains {
            if case .warning(let text) = $0.fact {
                text.contains("clock-skew") && text.contains("20 minutes")
            } else {
                false
            }
        }
        #expect(told)
        let plan = try SampleApp().plan(imageDigest: nil)
        let facts = await DoctorReader(context: stage.context(), plan: plan).read(
            variables: [:], isCI: false, region: "eu-central-1"
        ) { ResolvedCredentials(credentials: FakeAWS.credentials, source: "test") }
        let finding = DoctorReport(facts, plan: plan).findings.first { $0.check == .clock }
        #expect(finding?.status == .warning && finding?.detail.contains("seconds behind AWS's") == true)
    }

    // MARK: - Stuck stacks

    /// The ways into a stuck status.
    enum Stuck: String, Sendable {
        case creating = "CREATE_IN_PROGRESS"
        case neverCreated = "ROLLBACK_COMPLETE"
        case notRestored = "UPDATE_ROLLBACK_FAILED"
    }

    static func stuck(_ way: Stuck) async throws {
        let stage = try await DeployStage()
        var app = SampleApp()
        switch way {
        case .creating:
            // The process dies while a resource is being made, which takes hours here.
            stage.aws.change { world in
                world.service(FakeCloudFormation.self)?.settings.durations["Shared"] = .seconds(7200)
            }
            let dying = FaultyTransport(
                stage.aws.transport, plan: .fault(.killAfterwards, of: "cloudformation:ExecuteChangeSet", times: 1...1))
            _ = try await stage.deploy(through: dying)
            stage.aws.clock.advance(by: .seconds(1200))
        case .neverCreated:
            stage.fail([FakeFailure("Shared", .create, times: 1)])
            _ = failure(try await stage.deploy())
        case .notRestored:
            #expect(try await stage.deploy().ending == .succeeded)
            stage.fail([
                FakeFailure("Database", .update, times: 1),
                FakeFailure("Database", .update, duringRollback: true, times: 1),
            ])
            app.databaseSize = "30"
            _ = failure(try await stage.deploy(app))
        }
        #expect(try await stage.status(.foundation) == way.rawValue)
        if way != .creating {
            // Another deployment says what to run, and changes nothing.
            let refused = failure(try await stage.deploy(app))
            #expect(refused?.step == .preflight && refused?.reason.contains("infra-cli recover test") == true)
        }
        let (plan, result) = try await stage.recover()
        #expect(plan.lines.contains { $0.contains("app-test-foundation: \(way.rawValue). ") }, "\(plan.lines)")
        #expect(!plan.steps.isEmpty && plan.refusals.isEmpty)
        #expect(result.obstacle == nil && result.rest.refusals.isEmpty)
        #expect(try await stage.deploy(app).ending == .succeeded)
        #expect(try await stage.lease().stored == nil)
        #expect(try await stage.releases().allSatisfy { !$0.outcome.isOpen })
    }

    // MARK: - Variables and permissions

    @Sendable static func wrongVariables() async throws {
        let stage = try await DeployStage()
        let plan = try SampleApp().plan(imageDigest: nil)
        let variables = [
            "GITHUB_ACTIONS": "true", "AWS_ACCOUNT_ID": "98765432109", "AWS_REGION": "null",
            "AWS_ROLE_ARN": "arn:aws:iam::12345:role/planted-c4nary",
        ]
        let facts = await DoctorReader(context: stage.context(), plan: plan).read(
            variables: variables, isCI: true, region: "eu-central-1"
        ) { ResolvedCredentials(credentials: FakeAWS.credentials, source: "test") }
        let report = DoctorReport(facts, plan: plan)
        let details = report.findings.filter { $0.check == .variables && $0.status == .failed }.map(\.detail)
        for words in [
            "AWS_ACCOUNT_ID has 11 digits; expected 12 digits", "AWS_REGION is the word for a missing value",
            "AWS_ROLE_ARN has no account of 12 digits",
        ] {
            #expect(details.contains { $0.contains(words) }, "\(details)")
        }
        #expect(report.hasFailed)
        let text = report.lines.joined(separator: "\n")
        #expect(!text.contains("98765432109") && !text.contains("c4nary"), "no value is printed")
    }

    @Sendable static func missingPermission() async throws {
        let stage = try await DeployStage()
        let text =
            "User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform: iam:PassRole on resource: "
            + "arn:aws:iam::123456789012:role/app-execution because no identity-based policy allows the iam:PassRole action"
        stage.aws.setFault { request, _ in
            request.operation == "CreateChangeSet" ? .error(FakeError("AccessDenied", text, status: 403)) : nil
        }
        let result = try await stage.deploy()
        let failure = failure(result)
        #expect(failure?.code == .accessDenied)
        #expect(failure?.reason.contains("iam:PassRole") == true, "\(String(describing: failure))")
        for role in SampleApp.roles { #expect(try await stage.status(role) == nil) }
        #expect(try await stage.lease().stored == nil)
        // A denial after the approval is explained too.
        stage.aws.setFault { request, _ in
            request.operation == "RunTask" ? .error(FakeError("AccessDeniedException", text)) : nil
        }
        let explanation = try await stage.deploy().explanation
        #expect(explanation?.causeID == "pass-role-denied", "\(String(describing: explanation?.text()))")
        #expect(explanation?.text().contains("iam:PassRole") == true)
    }

    // MARK: - Data

    @Sendable static func replacedDatabase() async throws {
        let stage = try await DeployStage()
        #expect(try await stage.deploy().ending == .succeeded)
        let database = try await stage.physicalID("Database", of: .foundation)
        let result = try await stage.deploy(SampleApp(databaseName: "renamed"))
        guard case .notApproved(let reason) = result.ending else { return #expect(Bool(false), "\(result.ending)") }
        #expect(reason.contains("--allow-replace Database"))
        let change = try #require(result.review?.stacks.first?.changes.first { $0.logicalID == "Database" })
        #expect(change.words == "replace" && change.endangersContent)
        #expect(ReviewText(try #require(result.review)).description.contains("! replace      Database"))
        #expect(try await stage.physicalID("Database", of: .foundation) == database)
        // Even an approval of everything does not cover it.
        #expect(try await stage.releases().count == 1)
    }
}

extension DeployStage {
    /// The physical id of a resource.
    func physicalID(_ logicalID: String, of role: PlannedStack.Role) async throws -> String? {
        try await context().calls.call(StackOperations.DescribeStackResources(stack: SampleApp.name(role))).resources
            .first { $0.logicalID == logicalID }?.physicalID
    }
}
