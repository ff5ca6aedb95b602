import Foundation
import Models
import TestSupport
import Testing

/// The rules about changes of the contract, and the contract compared with the recorded one.
@Suite("Changes of the contract")
struct ContractChangeTests {
    private static let file = Repository.root.appending(path: "Docs/Contract.txt")
    private static let heading = """
        # What clients of the stable routes may rely on, made from GET /v1/openapi.json; see CONTRIBUTING.md, "Changing the API".
        # "takes" is about requests, "gives" about answers; "?" stands for null.

        """

    @Test("The contract keeps what the recorded one promises, and records what is new")
    func recorded() async throws {
        let now = ContractFacts(of: try await Contract.shared.value.document)
        let recorded = ContractFacts(text: (try? String(contentsOf: Self.file, encoding: .utf8)) ?? "")
        let changes = ContractChange.all(from: recorded, to: now)
        let accepted = ProcessInfo.processInfo.environment["WEIR_ACCEPT_CONTRACT"]
        let refused = changes.filter { $0.isBreaking && accepted != "breaking" }
        if accepted != nil, refused.isEmpty, !changes.isEmpty {
            try Data((Self.heading + now.text).utf8).write(to: Self.file)
            return
        }
        for change in changes {
            let remedy =
                change.isBreaking
                ? "breaks clients; add beside the old form, or accept it with WEIR_ACCEPT_CONTRACT=breaking"
                : "is not in Docs/Contract.txt; accept it with WEIR_ACCEPT_CONTRACT=additions"
            Issue.record("\(change) (\(remedy))")
        }
        #expect(now.facts.count > 300)
    }

    @Test(
        "A change breaks clients if they send or read what is gone or new and demanded",
        arguments: [
            ("route GET /a = list", "", true), ("", "route GET /a = list", false),
            ("route GET /a = list", "route GET /a = all", true),
            ("takes GET /a query:x = optional string", "", true), ("", "takes GET /a query:x = optional string", false),
            ("", "takes GET /a query:x = required string", true),
            ("takes GET /a query:x = optional string", "takes GET /a query:x = required string", true),
            ("takes GET /a query:x = required string", "takes GET /a query:x = optional string", false),
            ("takes A.b = optional string", "takes A.b = optional string?", false),
            ("takes A.b = optional string?", "takes A.b = optional string", true),
            ("takes A.b = optional string", "takes A.b = optional integer(int64)|string", false),
            ("takes A.b=x = exists", "", true), ("", "takes A.b=x = exists", false),
            ("takes A.b most = 5", "takes A.b most = 6", false), ("takes A.b most = 5", "takes A.b most = 4", true),
            ("takes A.b least = 5", "takes A.b least = 4", false), ("takes A.b least = 5", "takes A.b least = 6", true),
            ("takes A.b most = 5", "", false), ("", "takes A.b most = 5", true),
            ("gives A.b = required string", "", true), ("", "gives A.b = required string", false),
            ("gives A.b = required string", "gives A.b = optional string", true),
            ("gives A.b = optional string", "gives A.b = required string", false),
            ("gives A.b = required string", "gives A.b = required string?", true),
            ("gives A.b = required string?", "gives A.b = required string", false),
            ("gives A.b = required string", "gives A.b = required integer(int64)", true),
            ("gives GET /a 200 header:ETag = required", "", true), ("code not_found = exists", "", true),
        ])
    func rules(old: String, new: String, isBreaking: Bool) {
        let context = "route GET /a = list\ntakes A = optional object\ntakes A.b = optional string\n"
        func facts(_ line: String, besides other: String) -> ContractFacts {
            let key = (line.isEmpty ? other : line).components(separatedBy: " = ")[0]
            let rest = context.split(separator: "\n").filter { !$0.hasPrefix(key + " = ") }
            return ContractFacts(text: rest.joined(separator: "\n") + "\n" + line)
        }
        let changes = ContractChange.all(from: facts(old, besides: new), to: facts(new, besides: old))
        #expect(changes.count == 1)
        #expect(changes.first?.isBreaking == isBreaking)
    }

    @Test("Facts are read as they are written")
    func roundTrip() async throws {
        let facts = ContractFacts(of: try await Contract.shared.value.document)
        #expect(ContractFacts(text: facts.text) == facts)
    }

    @Test("Nothing is promised about an experimental route")
    func experimental() async throws {
        let facts = ContractFacts(of: try await Contract.shared.value.document)
        #expect(!facts.text.contains("/mcp"))
        #expect(!facts.text.contains("MCPRequest"))
    }
}
