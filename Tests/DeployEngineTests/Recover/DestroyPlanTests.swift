import AWSOperations
import DeployEngine
import Testing

@Suite
struct DestroyPlanTests {
    private func resource(
        _ id: String, _ type: String, isStateful: Bool = false, policy: String? = nil
    ) -> ResourceSituation {
        ResourceSituation(
            logicalID: id, physicalID: id.lowercased(), type: type, status: .createComplete, isStateful: isStateful,
            deletionPolicy: policy)
    }

    private func stack(_ name: String, _ resources: [ResourceSituation] = [], isProtected: Bool = false)
        -> StackSituation
    {
        StackSituation(
            name: name, id: "arn:\(name)", status: .updateComplete, isProtected: isProtected, resources: resources)
    }

    @Test("Dependents are deleted before what they depend on, and the bootstrap stack last and only when told")
    func order() {
        let stacks = [stack("foundation"), stack("migration"), stack("service")]
        let names: ([DestroyStep]) -> [String] = { steps in
            steps.compactMap { if case .delete(let stack) = $0 { stack } else { nil } }
        }
        #expect(
            names(DestroyPlan(stacks, bootstrap: stack("bootstrap")).steps) == ["service", "migration", "foundation"])
        let all = DestroyPlan(stacks, bootstrap: stack("bootstrap"), options: DestroyOptions(includesBootstrap: true))
        #expect(names(all.steps) == ["service", "migration", "foundation", "bootstrap"])
    }

    /// An obstacle, and the choice that overcomes it.
    struct Obstacle: Sendable {
        var resource: ResourceSituation?
        var isProtected = false
        var facts = DestroyFacts()
        var options: DestroyOptions?
        var remedy: String
        var step: DestroyStep?
    }

    static let obstacles: [Obstacle] = [
        Obstacle(
            isProtected: true, options: DestroyOptions(unprotects: true), remedy: "--unprotect",
            step: .unprotectStack("s")),
        Obstacle(
            resource: .init(logicalID: "DB", physicalID: "db", type: "AWS::RDS::DBInstance", status: .createComplete),
            facts: DestroyFacts(protected: ["db"]), remedy: "modify-db-instance --db-instance-identifier db"),
        Obstacle(
            resource: .init(logicalID: "B", physicalID: "b", type: "AWS::S3::Bucket", status: .createComplete),
            facts: DestroyFacts(objects: ["b": 3]), options: DestroyOptions(empties: true), remedy: "--empty",
            step: .emptyBucket("b", objects: 3)),
        Obstacle(
            resource: .init(logicalID: "R", physicalID: "r", type: "AWS::ECR::Repository", status: .createComplete),
            facts: DestroyFacts(images: ["r": 2]), options: DestroyOptions(empties: true), remedy: "--empty",
            step: .emptyRepository("r", images: 2)),
        Obstacle(
            resource: .init(
                logicalID: "T", physicalID: "t", type: "AWS::DynamoDB::Table", status: .createComplete, isStateful: true
            ),
            options: DestroyOptions(allowedLosses: ["T"]), remedy: "--allow-loss T", step: .delete(stack: "s")),
        Obstacle(
            resource: .init(
                logicalID: "G", physicalID: "sg-1", type: "AWS::EC2::SecurityGroup", status: .createComplete),
            facts: DestroyFacts(interfaces: ["sg-1": ["bastion of another team"]]), remedy: "detach"),
        Obstacle(facts: DestroyFacts(imports: ["s": ["other-stack"]]), remedy: "these stacks first"),
    ]

    @Test("Each obstacle is named with its remedy before anything is deleted", arguments: obstacles)
    func blocked(obstacle: Obstacle) throws {
        let situation = stack("s", obstacle.resource.map { [$0] } ?? [], isProtected: obstacle.isProtected)
        let plan = DestroyPlan([situation], facts: obstacle.facts)
        #expect(plan.steps.isEmpty)
        #expect(plan.blockers.count == 1 && plan.blockers[0].remedy.contains(obstacle.remedy))
        guard let options = obstacle.options else { return }
        let told = DestroyPlan([situation], facts: obstacle.facts, options: options)
        #expect(told.blockers.isEmpty)
        #expect(told.steps.contains(try #require(obstacle.step)))
        #expect(told.steps.last == .delete(stack: "s"))
    }

    @Test("Interfaces that AWS removes itself are waited for")
    func interfaces() {
        let plan = DestroyPlan(
            [stack("s", [resource("SG", "AWS::EC2::SecurityGroup")])],
            facts: DestroyFacts(interfaces: ["sg": ["arn:aws:ecs:eu-west-1:1:attachment/7", "AWS Lambda VPC ENI-x"]]))
        #expect(plan.steps == [.waitForInterfaces(of: "sg", count: 2), .delete(stack: "s")])
    }

    @Test("Retained resources stay, are listed and need not be empty")
    func retained() {
        let plan = DestroyPlan(
            [stack("s", [resource("Data", "AWS::S3::Bucket", isStateful: true, policy: "Retain")])],
            facts: DestroyFacts(objects: ["data": 9]))
        #expect(plan.blockers.isEmpty && plan.losses.isEmpty)
        #expect(plan.retained == ["Data (AWS::S3::Bucket) data"])
        #expect(plan.lines.contains("Stay in the account: Data (AWS::S3::Bucket) data"))
    }

    @Test("A database with a final snapshot is no loss")
    func snapshot() {
        let plan = DestroyPlan([
            stack("s", [resource("DB", "AWS::RDS::DBInstance", isStateful: true, policy: "Snapshot")])
        ])
        #expect(plan.blockers.isEmpty && plan.snapshots == ["DB (AWS::RDS::DBInstance)"])
    }

    @Test("Data whose deletion the template declares goes with its stack where that is accepted")
    func declared() {
        let data = resource("T", "AWS::DynamoDB::Table", isStateful: true, policy: "Delete")
        #expect(!DestroyPlan([stack("s", [data])]).blockers.isEmpty)
        let plan = DestroyPlan([stack("s", [data])], options: DestroyOptions(acceptsDeclaredLosses: true))
        #expect(plan.blockers.isEmpty && plan.losses == ["T (AWS::DynamoDB::Table)"])
        let undeclared = resource("U", "AWS::DynamoDB::Table", isStateful: true)
        #expect(
            !DestroyPlan([stack("s", [undeclared])], options: DestroyOptions(acceptsDeclaredLosses: true)).blockers
                .isEmpty)
    }

    @Test("The bootstrap stack stays while a preview needs its roles", arguments: [true, false])
    func previews(includesBootstrap: Bool) {
        let plan = DestroyPlan(
            [stack("service")], bootstrap: stack("bootstrap"), facts: DestroyFacts(previews: ["dev.pr-1", "dev.pr-2"]),
            options: DestroyOptions(includesBootstrap: includesBootstrap))
        #expect(plan.steps.isEmpty == includesBootstrap)
        #expect(plan.blockers.map(\.stack) == (includesBootstrap ? ["bootstrap"] : []))
        guard let blocker = plan.blockers.first else { return }
        #expect(blocker.reason.contains("dev.pr-1, dev.pr-2"))
        #expect(blocker.remedy.hasSuffix("infra-cli preview down dev pr-1; infra-cli preview down dev pr-2"))
    }

    @Test(
        "Everything of an environment that is made to be deleted goes, also an address whose template states no policy")
    func accepted() {
        let address = resource("A", "AWS::EC2::EIP", isStateful: true)
        let plan = DestroyPlan([stack("s", [address])], options: DestroyOptions(acceptsLosses: true))
        #expect(plan.blockers.isEmpty && plan.losses == ["A (AWS::EC2::EIP)"])
        let declared = DestroyPlan([stack("s", [address])], options: DestroyOptions(acceptsDeclaredLosses: true))
        #expect(!declared.blockers.isEmpty)
    }

    @Test("Stacks that do not exist need no deletion")
    func missing() {
        let plan = DestroyPlan([
            StackSituation(name: "a", status: nil), StackSituation(name: "b", status: .deleteComplete),
        ])
        #expect(plan.isEmpty)
    }
}
