import Deployment
import Infra
import InfraTesting
import ServerContract
import Testing

@Suite("The key service.imports")
struct ImportSettingsTests {
    private func environment(_ imports: String?, _ name: String = "dev") throws -> DeploymentEnvironment {
        let text = "region: eu-central-1\nservice:\n  image: weir:1.0.0\n  insecureHTTP: a gateway adds TLS\n"
        return try DeploymentEnvironment.parse(
            text + (imports.map { "  imports: \($0)\n" } ?? ""), name: name, file: "f.yaml")
    }

    @Test(
        "Buckets and prefixes are read",
        arguments: [
            ("[s3://acme-events]", "s3://acme-events"), ("[s3://acme-events/]", "s3://acme-events"),
            ("[s3://acme-events/weir/, 's3://acme-exports']", "s3://acme-events/weir/,s3://acme-exports"),
            ("['s3://acme-events/a b/c/']", "s3://acme-events/a b/c/"),
        ])
    func reads(imports: String, list: String) throws {
        #expect(try environment(imports).imports == ImportPlace.list(list))
        #expect(try environment(nil).imports.isEmpty)
    }

    @Test(
        "A place in another form, or one that a policy would read as a pattern, is refused with its place in the file",
        arguments: [
            ("s3://acme-events", "5:12", "expected a list of s3://BUCKET or s3://BUCKET/PREFIX/"),
            ("[]", "5:12", "expected a list of"), ("[acme-events]", "5:13", "with a slash at the end"),
            ("[s3://acme-events/weir]", "5:13", "with a slash at the end"),
            ("[s3://Acme]", "5:13", "expected s3://BUCKET"), ("[s3://acme/../]", "5:13", "expected s3://BUCKET"),
            ("[{s3: acme}]", "5:13", "a block of keys"),
            ("['s3://one,s3://two']", "5:13", "without *, ?, $ and commas"),
            ("['s3://one/*/']", "5:13", "without *, ?, $ and commas"),
            ("['s3://one/${aws:username}/']", "5:13", "without *, ?, $ and commas"),
            ("['s3://one/\u{FC}/']", "5:13", "printable ASCII"),
            ("[s3://one, s3://one/]", "5:12", "each place once; remove the second one/"),
            ("[s3://one, s3://two/x]", "5:23", "with a slash at the end"),
        ])
    func refuses(imports: String, place: String, words: String) {
        let error = #expect(throws: EnvironmentFileError.self) { try environment(imports) }
        let lines = error?.description.split(separator: "\n") ?? []
        #expect(
            lines.count == 1 && lines.first?.hasPrefix("f.yaml:\(place): error: \"service.imports\"") == true
                && lines.first?.contains(words) == true, "\(lines)")
    }

    private func variable(_ template: Template, _ task: String) -> TemplateExpression? {
        guard case .list(let list)? = template.property(task, "ContainerDefinitions/0/Environment") else { return nil }
        return list.first { $0["Name"] == "IMPORT_SOURCES" }?["Value"]
    }

    private func statements(_ template: Template, _ resource: String) -> [TemplateStatement] {
        Template.statements(of: template.property(resource, "PolicyDocument"))
    }

    @Test(
        "The service's tasks get the list and may read these objects alone, also through the network's endpoint",
        arguments: ["dev", "production"])
    func template(name: String) throws {
        let before = try ProductApp(environment(nil, name)).synthesize().map(\.template)
        let after = try ProductApp(environment("[s3://acme-events/weir/, s3://acme-exports]", name)).synthesize()
            .map(\.template)
        let (foundation, migration, service) = (after[1], after[2], after[3])
        let resources: [TemplateExpression] = [
            ["Fn::Sub": "arn:${AWS::Partition}:s3:::acme-events/weir/*"],
            ["Fn::Sub": "arn:${AWS::Partition}:s3:::acme-exports/*"],
        ]
        let actions = ["s3:GetObject", "s3:GetObjectVersion"]

        #expect(variable(service, "ApiTask") == "s3://acme-events/weir/,s3://acme-exports")
        let granted = TemplateStatement(effect: "Allow", actions: actions, resources: resources, principal: nil)
        #expect(
            service.statements(ofRole: "ApiTaskRole") == before[3].statements(ofRole: "ApiTaskRole") + [granted])
        let policy = statements(foundation, "NetworkStorageEndpoint")
        #expect(policy.dropLast() == statements(before[1], "NetworkStorageEndpoint")[...])
        #expect(policy.last?.actions == actions && policy.last?.resources == resources)
        // Everything else is as it was.
        #expect(migration == before[2])
        for (old, new, changed) in [
            (before[1], foundation, ["NetworkStorageEndpoint"]), (before[3], service, ["ApiTask", "ApiTaskRole"]),
        ] {
            #expect(old.resources.map(\.logicalID) == new.resources.map(\.logicalID))
            let others = zip(old.resources, new.resources).filter { $0.properties != $1.properties }
            #expect(others.map(\.0.logicalID).sorted() == changed)
        }
    }

    @Test("Without the key no task has the variable, and no role reads objects", arguments: ["dev", "production"])
    func absent(name: String) throws {
        for stack in try ProductApp(environment(nil, name)).synthesize().dropFirst() {
            for task in ["ApiTask", "MigrationTask"] { #expect(variable(stack.template, task) == nil) }
            for role in stack.template.resources(ofType: "AWS::IAM::Role") {
                let actions = stack.template.statements(ofRole: role.logicalID).flatMap(\.actions)
                #expect(!actions.contains { $0.hasPrefix("s3:") }, "\(role.logicalID)")
            }
        }
    }

    @Test("The boundary of the roles lets the tasks use S3", arguments: ["dev", "production"])
    func boundary(name: String) throws {
        let stacks = try ProductApp(environment("[s3://acme-events]", name)).synthesize()
        let statements = statements(try #require(stacks.first).template, "Boundary")
        #expect(statements.first { $0.effect == "Allow" }?.actions.contains("s3:*") == true)
    }

    @Test("The checks of templates find nothing in the list and its permissions", arguments: ["dev", "production"])
    func checks(name: String) throws {
        func failures(_ imports: String?) throws -> [String] {
            let templates = try ProductApp(environment(imports, name)).synthesize().map(CheckedTemplate.init)
            let checks = TemplateChecks(tier: Tier(environment: name), today: "2026-11-30")
            return checks.report(name, file: "f.yaml", templates).failures
                .map { "\($0.rule.id) \($0.element.logicalID)" }
        }
        #expect(try failures("[s3://acme-events/weir/, s3://acme-exports]") == failures(nil))
    }
}
