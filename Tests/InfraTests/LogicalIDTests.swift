import Infra
import Testing

@Suite("LogicalID")
struct LogicalIDTests {
    @Test(
        "is the path written together, with what CloudFormation refuses left out",
        arguments: [
            (["Network", "Vpc"], "NetworkVpc"), (["network", "vpc"], "NetworkVpc"), (["log-group"], "LogGroup"),
            (["a.b_c"], "ABC"), (["Endpoint-ecr.api"], "EndpointEcrApi"), (["ünï"], "N"), (["²x"], "X"), ([""], ""),
            (["1st"], "1st"),
        ])
    func joins(path: [String], name: String) {
        #expect(LogicalID(path: path).name == name)
    }

    @Test("keeps to 255 characters and stays different where only the cut part differs")
    func longPaths() {
        let stem = String(repeating: "x", count: 300)
        let first = LogicalID(path: [stem, "a"])
        let second = LogicalID(path: [stem, "b"])
        #expect(first.name.utf8.count == LogicalID.longest)
        #expect(second.name.utf8.count == LogicalID.longest)
        #expect(first != second)
        #expect(first == LogicalID(path: [stem, "a"]))
    }

    @Test("does not move when siblings come, go or change places")
    func stability() throws {
        func ids(_ names: [String]) throws -> [String] {
            let app = App()
            let stack = Stack(app, "test", description: "A test")
            for name in names {
                SecurityGroup(stack.scope.child(name), "Group", .init(vpcID: "vpc-1", description: "A group")).use()
            }
            return try app.synthesize()[0].template.resources.map(\.logicalID)
        }
        #expect(try ids(["B"]) == ["BGroup"])
        #expect(try ids(["A", "B", "C"]) == ["AGroup", "BGroup", "CGroup"])
        #expect(try ids(["C", "B", "A"]) == ["AGroup", "BGroup", "CGroup"])
    }
}

extension SecurityGroup {
    fileprivate func use() {}
}
