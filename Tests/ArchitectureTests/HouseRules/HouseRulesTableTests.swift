import Testing

/// Tests of the rules on texts that keep or break them.
@Suite struct HouseRulesTableTests {
    @Test(
        "A call that ends the process is found in code only",
        arguments: [
            ("let a = try! f()", 1), ("fatalError()", 1), ("fatalError (\"why\")", 1), ("\"\\(try! f())\"", 1),
            ("let a = try? f()", 0), ("// try! f()", 0), ("\"try! fatalError()\"", 0),
            ("/* fatalError() */ try f()", 0),
            ("precondition(a)", 0), ("try !f()", 0),
        ])
    func trappingCalls(source: String, count: Int) {
        #expect(HouseRules.trappingCalls(path: "A.swift", source: source).count == count)
    }

    @Test(
        "Foundation's Process and Pipe are found in code only",
        arguments: [
            ("let a = Process()", 1), ("let (a, b) = (Pipe(), Pipe())", 2), ("Foundation.Process()", 1),
            ("ChildProcess([])", 0), ("// Process()", 0), ("\"Pipe()\"", 0), ("let process: Process", 0),
        ])
    func leakingProcesses(source: String, count: Int) {
        #expect(HouseRules.leakingProcesses(path: "A.swift", source: source).count == count)
    }

    @Test(
        "A continuation resumed under a lock is found",
        arguments: [
            ("state.withLock { $0.waiter?.resume() }", 1),
            (
                "state.withLock { state -> Bool in\n if a { b.resume(returning: (1)) }\n c.resume(throwing: e); return true }",
                2
            ),
            ("let waiter = state.withLock { $0.waiter.take() }\nwaiter?.resume()", 0),
            ("if state.withLock({ $0.isOver }) { waiter.resume() }", 0),
            ("mailbox.withLock { $0.post(.resume) }", 0), ("// state.withLock { a.resume() }", 0),
            ("withLock", 0),
        ])
    func resumptionsUnderLock(source: String, count: Int) {
        #expect(HouseRules.resumptionsUnderLock(path: "A.swift", source: source).count == count)
    }

    @Test("A file has a maximum number of lines")
    func length() {
        let longest = String(repeating: "\n", count: HouseRules.longestFile)
        #expect(HouseRules.length(path: "A.swift", source: longest) == [])
        #expect(HouseRules.length(path: "A.swift", source: longest + "\n").count == 1)
    }

    @Test(
        "A file has a maximum folder depth",
        arguments: [("Sources/T/A.swift", 0), ("Sources/T/a/b/A.swift", 0), ("Sources/T/a/b/c/A.swift", 1)])
    func depth(path: String, count: Int) {
        #expect(HouseRules.depth(path: path).count == count)
    }

    @Test("A folder has a maximum number of files")
    func crowdedFolders() {
        let paths = (1...HouseRules.fullestFolder).map { "Sources/T/A\($0).swift" }
        #expect(HouseRules.crowdedFolders(paths: paths + ["Sources/T/a/A.swift"]) == [])
        #expect(HouseRules.crowdedFolders(paths: paths + ["Sources/T/A.swift"]).count == 1)
    }

    @Test(
        "A file is named after a type that it declares or extends",
        arguments: [
            ("Query.swift", "public struct Query {}", true),
            ("Query.swift", "extension Query {}", true),
            ("Query.swift", "enum Outer { enum Query {} }", true),
            ("Query+SQL.swift", "extension Query {}", true),
            ("Query+SQL.swift", "extension Models.Query {}", true),
            ("Query+SQL.swift", "extension Query.Filter: Sendable {}", true),
            ("QueryFilter+SQL.swift", "extension Query.Filter {}", true),
            ("main.swift", "print(1)", true),
            ("Query.swift", "struct Other { let query: Query }", false),
            ("Query.swift", "// struct Query", false),
            ("Query+SQL.swift", "struct Query {}", false),
            ("Query+SQL.swift", "extension Other where A == Query {}", false),
            ("Extensions.swift", "extension String {}", false),
        ])
    func fileName(path: String, source: String, isRight: Bool) {
        #expect(HouseRules.fileName(path: "Sources/T/" + path, source: source).isEmpty == isRight)
    }

    @Test(
        "A path or host of one machine is found",
        arguments: [
            ("see /somewhere/weir/Sources/A.swift", 1), ("example.org/somewhere/weir/a", 0), ("/home/ann/weir", 1),
            ("\"/Users/ann\"", 1),
            ("pip install --index-url https://example.org", 1), ("deb http://mirror.example.corp/debian", 1),
            ("https://registry.example.internal:8443/simple", 1),
            ("/somewhere/weir-else", 0), ("https://example.org/home/page", 0), ("http://host.docker.internal:80", 0),
            ("https://www.internal.example.org", 0), ("see ../shared", 0), ("postgres://db.internal/weir", 0),
            ("GET /users/{id}", 0),
        ])
    func machineWords(text: String, count: Int) {
        let found = HouseRules.machineWords(path: "A.md", text: text, checkout: "/somewhere/weir")
        #expect(found.count == count, "\(found)")
    }
}
