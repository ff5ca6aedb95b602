import Infra
import Testing

@Suite("LogicalID")
struct LogicalIDTests {
    @Test(
        "A logical id is the path written together without the characters that CloudFormation refuses",
        arguments: [
            (["Network", "Vpc"], "NetworkVpc"), (["network", "vpc"], "NetworkVpc"), (["log-group"], "LogGroup"),
            (["a.b_c"], "ABC"), (["Endpoint-ecr.api"], "EndpointEcrApi"), (["ünï"], "N"), (["²x"], "X"), ([""], ""),
            (["1st"], "1st"),
        ])
    func joins(path: [String], name: String) {
        #expect(LogicalID(path: path).name == name)
    }

    @Test("Long logical ids have 255 characters and differ where the paths differ")
    func longPaths() {
        let stem = String(repeating: "x", count: 300)
        let first = LogicalID(path: [stem, "a"])
        let second = LogicalID(path: [stem, "b"])
        #expect(first.name.utf8.count == LogicalID.longest)
        #expect(second.name.utf8.count == LogicalID.longest)
        #expect(first != second)
        #expect(first == LogicalID(path: [stem, "a"]))
    }

    @Test("A logical id does not change when siblings are added, removed or reordered")
    func stability() throws {
        func ids(_ names: [String]) throws -> [String] {
            let app = App()
            let stack = Stack(app, "test", description: "A test")
            for name in names {
                stack.scope.child(name).add("Group", SecurityGroup("A group"), in: "vpc-1")
            }
            return try app.synthesize()[0].template.resources.map(\.logicalID)
        }
        #expect(try ids(["B"]) == ["BGroup"])
        #expect(try ids(["A", "B", "C"]) == ["AGroup", "BGroup", "CGroup"])
        #expect(try ids(["C", "B", "A"]) == ["AGroup", "BGroup", "CGroup"])
    }
}
