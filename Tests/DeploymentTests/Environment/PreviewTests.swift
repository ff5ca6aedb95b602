import DeployEngine
import Deployment
import Diagnostics
import Foundation
import Infra
import InfraTesting
import Processes
import Testing

@Suite("Previews of an environment")
struct PreviewTests {
    /// 26 November 2026, 20:00 UTC.
    private static let now = Date(timeIntervalSince1970: 1_795_723_200)

    private static let file = """
        region: eu-central-1
        service: {image: 'weir:1.0.0'}
        bootstrap: {previewDays: 3}
        """

    private static let github = "\ngithub: {owner: octo, repository: weir}"

    private func settings(_ text: String, of label: String = "dev.pr-12") throws -> DeploymentEnvironment {
        let folder = try TemporaryFolder()
        let name = try #require(label.split(separator: ".").first)
        try folder.write("deploy/\(name).yaml", text)
        return try DeploymentEnvironment.ofCommand(label, directory: folder.path, now: Self.now)
    }

    private func template(_ stack: String, of stacks: [StackTemplate]) throws -> Template {
        try #require(stacks.first { $0.name == stack }, "\(stacks.map(\.name))").template
    }

    @Test("A preview has stacks of its own behind the bootstrap stack of its environment")
    func names() throws {
        let stacks = try ProductApp(try settings(Self.file)).synthesize()
        #expect(
            stacks.map(\.name) == [
                "weir-dev-bootstrap", "weir-dev-preview-pr-12-foundation", "weir-dev-preview-pr-12-migration",
                "weir-dev-preview-pr-12-service",
            ])
        let text = stacks.dropFirst().map(\.template.json).joined()
        #expect(!text.contains("weir-dev-foundation") && !text.contains("weir-dev-service"))
        #expect(text.contains("/stacks/weir-dev-preview-pr-12-foundation/"))
    }

    @Test("The plan of a preview has its label, and needs the roles of its environment's bootstrap stack")
    func plan() throws {
        let folder = try TemporaryFolder()
        try folder.write("deploy/dev.yaml", Self.file)
        let preview = try EnvironmentPlanner("dev.pr-12", image: "weir:pr-12", directory: folder.path)
        let plan = try preview.plan(imageDigest: nil)
        #expect(plan.environment == "dev.pr-12" && !plan.isProduction && plan.image.tag == "pr-12")
        #expect(plan.stacks.map(\.role) == [.foundation, .migration, .service])
        #expect(plan.bootstrapStack == "weir-dev-bootstrap")
        let base = try EnvironmentPlanner("dev", directory: folder.path).plan(imageDigest: nil)
        #expect(plan.executionPolicyHash == base.executionPolicyHash && !base.executionPolicyHash.isEmpty)
        #expect(LeaseRecord.key(plan.environment) != LeaseRecord.key(base.environment))
        #expect(try preview.bootstrapStack().name == "weir-dev-bootstrap")
        // Without the schedules that end previews, the roles would need less.
        try folder.write("deploy/dev.yaml", Self.file.replacing("previewDays: 3", with: "oldVersionDays: 90"))
        let plain = try EnvironmentPlanner("dev", directory: folder.path).plan(imageDigest: nil)
        #expect(plain.executionPolicyHash != base.executionPolicyHash)
    }

    @Test("Every stack of a preview deletes itself, the one that others depend on last")
    func end() throws {
        let stacks = try ProductApp(try settings(Self.file)).synthesize()
        for (stack, time) in [("service", "00:00:00"), ("migration", "00:30:00"), ("foundation", "01:00:00")] {
            let template = try template("weir-dev-preview-pr-12-\(stack)", of: stacks)
            #expect(
                template.mismatch(
                    "ExpirySchedule", type: "AWS::Scheduler::Schedule",
                    with: [
                        "ScheduleExpression": .string("at(2026-11-30T\(time))"), "FlexibleTimeWindow": ["Mode": "OFF"],
                        "Target": [
                            "Arn": ["Fn::Sub": "arn:${AWS::Partition}:scheduler:::aws-sdk:cloudformation:deleteStack"],
                            "Input": ["Fn::Sub": "{\"StackName\":\"${AWS::StackName}\"}"],
                            "RoleArn": ["Fn::GetAtt": ["ExpiryRole", "Arn"]],
                        ],
                    ]) == nil, "\(stack)")
            #expect(template.statements(ofRole: "ExpiryRole").map(\.actions) == [["cloudformation:DeleteStack"]])
            #expect(template.output("Expires") == "2026-11-30T00:00:00Z")
        }
    }

    @Test("The end stays the same during a day, and the days are whole")
    func expiry() {
        let day = Date(timeIntervalSince1970: 1_795_651_200)
        for hour in [0, 1, 12, 23] {
            let end = Preview.expiry(days: 3, after: day.addingTimeInterval(Double(hour) * 3600))
            #expect(end.timeIntervalSince(day) == 4 * 86_400, "\(hour)")
        }
        #expect(Preview.expiry(days: 1, after: day.addingTimeInterval(86_400)).timeIntervalSince(day) == 3 * 86_400)
    }

    @Test("Nothing of a preview is protected or kept, and nothing of it exists once in the account")
    func unprotected() throws {
        let text = """
            region: eu-central-1
            service: {image: 'weir:1.0.0', domain: api.example.com, hostedZone: Z0123456789ABCDEFGHIJ}
            bootstrap: {previewDays: 7}
            database: {multiZone: true, key: own}
            observe: {email: [operations@example.com]}
            identity: {userPool: true, domain: weir-staging}
            moved: [{from: service/Old, to: service/New}]
            """
        let settings = try settings(text, of: "staging.pr-12")
        #expect(settings.moves.isEmpty && settings.publicName.domain?.name == "pr-12.api.example.com")
        let stacks = try ProductApp(settings).synthesize().dropFirst()
        for stack in stacks {
            for resource in stack.template.resources {
                #expect(resource.options.deletionPolicy != .retain, "\(resource.logicalID)")
                #expect(resource.options.deletionPolicy != .snapshot, "\(resource.logicalID)")
                #expect(resource.properties["DeletionProtection"] != true, "\(resource.logicalID)")
            }
            for type in ["AWS::CloudWatch::Alarm", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SNS::Subscription"] {
                #expect(stack.template.count(of: type) == 0, "\(type)")
            }
        }
        #expect(stacks.map(\.template.json).joined().contains("\"weir-staging-pr-12\""))
    }

    @Test(
        "The deploy role deploys and deletes the stacks of previews, if the file allows them", arguments: [true, false])
    func role(allows: Bool) throws {
        let file = allows ? Self.file : Self.file.replacing("previewDays: 3", with: "oldVersionDays: 90")
        let stacks = try ProductApp(try settings(file + Self.github, of: "dev")).synthesize()
        let template = try template("weir-dev-bootstrap", of: stacks)
        let policy = template.resource("DeployPreviews")
        #expect((policy != nil) == allows)
        guard let policy else { return }
        #expect(policy.properties["Roles"]?.compactJSON == #"[{"Ref":"Deploy"}]"#)
        let statements = Template.statements(of: policy.properties["PolicyDocument"])
        let delete = statements.first { $0.actions == ["cloudformation:DeleteStack"] }
        #expect(delete?.resources.map(\.compactJSON).joined().contains("stack/weir-dev-preview-*/*") == true)
        for statement in statements where statement.actions.contains(where: { $0.hasPrefix("cloudformation:") }) {
            #expect(!statement.resources.map(\.compactJSON).joined().contains("weir-dev-foundation"))
        }
        #expect(statements.flatMap(\.actions).contains("ecs:RunTask"))
    }

    @Test(
        "A preview that cannot be made is refused with the reason",
        arguments: [
            ("production.pr-12", "", "which is refused in production", CommandError.Code.failure),
            ("dev.Pr", "", "the preview's name is", .usage), ("dev.", "", "the preview's name is", .usage),
            ("dev.a.b", "", "the preview's name is", .usage),
            ("dev.twenty-one-characters", "", "at most 20 characters", .usage),
            ("dev.pr-12", "oldVersionDays", "set bootstrap.previewDays", .data),
            ("dev.pr-12", "certificate", "without service.hostedZone", .data),
        ] as [(String, String, String, CommandError.Code)])
    func refused(label: String, change: String, words: String, code: CommandError.Code) throws {
        var text = Self.file
        if label.hasPrefix("production") || change == "oldVersionDays" {
            text = "region: eu-central-1\nservice: {image: 'weir:1.0.0', insecureHTTP: a gateway adds TLS}\n"
        }
        if change == "certificate" {
            let arn = "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
            text = text.replacing(
                "'weir:1.0.0'", with: "'weir:1.0.0', domain: api.example.com, certificate: '\(arn)'")
        }
        let error = #expect(throws: CommandError.self) { _ = try settings(text, of: label) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.code == code)
    }

    @Test("Commands that only read files take a preview")
    func offline() async throws {
        let folder = try TemporaryFolder()
        try folder.write("deploy/dev.yaml", Self.file)
        let check = try ValidateRequest(environments: ["dev.pr-12"], directory: folder.path).run()
        // The rules of dev, as for its environment: those of production would want what a preview leaves out.
        #expect(!check.hasFindings, "\(check.text)")
        let cost = try CostRequest(environments: ["dev.pr-12"], directory: folder.path).run()
        #expect(cost.estimates.map(\.environment) == ["dev.pr-12"])
        let report = try DiffRequest(old: "dev", new: "dev.pr-12", stack: "service", directory: folder.path).run()
        #expect(report.stacks.map(\.stack) == ["weir-dev-preview-pr-12-service"])
        #expect(LiveDiffRequest(new: "dev.pr-12", directory: folder.path).region() == "eu-central-1")
        let error = #expect(throws: CommandError.self) {
            try DiffRequest(old: "dev.json", new: "dev", directory: folder.path).run()
        }
        #expect(error?.description.contains("the file dev.json cannot be read") == true)
    }

    @Test("A file whose stacks would have the names of a preview's refuses it")
    func taken() throws {
        let folder = try TemporaryFolder()
        for name in ["dev", "dev-preview-pr-12"] { try folder.write("deploy/\(name).yaml", Self.file) }
        let error = #expect(throws: CommandError.self) {
            _ = try DeploymentEnvironment.ofCommand("dev.pr-12", directory: folder.path)
        }
        #expect(error?.description.contains("has the stack names of this preview") == true)
    }

    @Test("Production refuses the key")
    func production() {
        let error = #expect(throws: CommandError.self) { try settings(Self.file, of: "production") }
        #expect(error?.description.contains("no previewDays in production") == true, "\(String(describing: error))")
    }
}
