/// The rules of CONTRIBUTING.md that can be checked on a file's text; each function returns the violations as messages.
enum HouseRules {
    /// The maximum number of lines of a file written by hand.
    static let longestFile = 450
    /// The maximum number of files directly in one folder.
    static let fullestFolder = 16
    /// The maximum number of folders between a target and a file.
    static let deepestFolder = 2

    /// Returns `true` for generated code, which is exempt from the limits.
    static func isGenerated(_ path: String) -> Bool {
        path.hasPrefix("Sources/CloudFormation/Resources/")
    }

    /// Finds calls that end the process; comments and strings are ignored.
    static func trappingCalls(path: String, source: String) -> [String] {
        guard ByteSearch(source).contains(anyOf: ["try!", "fatalError"]) else { return [] }
        let tokens = Token.tokens(of: SourceCode(source))
        return zip(tokens, tokens.dropFirst()).compactMap { first, second in
            if first.escaped { return nil }
            switch (first.text, second.text) {
            case ("try", "!") where second.joined:
                return "\(path):\(first.line): 'try!' ends the process on an error; handle the error"
            case ("fatalError", "("):
                return "\(path):\(first.line): 'fatalError' ends the process; throw an error"
            default: return nil
            }
        }
    }

    /// Finds Foundation's `Process` and `Pipe`. On Linux other child processes inherit their descriptors, so that waiting for
    /// one child's output waits for all children started meanwhile.
    static func leakingProcesses(path: String, source: String) -> [String] {
        guard ByteSearch(source).contains(anyOf: ["Process(", "Pipe("]) else { return [] }
        let tokens = Token.tokens(of: SourceCode(source))
        return zip(tokens, tokens.dropFirst()).compactMap { first, second in
            guard !first.escaped, ["Process", "Pipe"].contains(first.text), second.text == "(" else { return nil }
            return
                "\(path):\(first.line): other child processes inherit the descriptors of Foundation's '\(first.text)'; use 'ChildProcess'"
        }
    }

    /// Finds continuations that are resumed in the closure of `withLock`. While a task is cancelled, the Swift runtime holds a lock of
    /// that task during its cancellation handlers, and resuming the task takes the same lock: with a handler that waits for the mutex
    /// both wait for ever.
    static func resumptionsUnderLock(path: String, source: String) -> [String] {
        guard ByteSearch(source).contains(anyOf: ["withLock"]) else { return [] }
        let tokens = Token.tokens(of: SourceCode(source))
        var found: [Int] = []
        for start in tokens.indices where tokens[start].text == "withLock" {
            var depth = 0
            for index in tokens.indices.dropFirst(start + 1) {
                let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
                switch tokens[index].text {
                case "{", "(": depth += 1
                case "}", ")": depth -= 1
                case "resume" where tokens[index - 1].text == "." && next == "(":
                    found.append(tokens[index].line)
                default: break
                }
                if depth == 0 { break }
            }
        }
        return Set(found).sorted().map {
            "\(path):\($0): a continuation is resumed under a lock, which can end in a deadlock with the task's cancellation; return it from 'withLock' and resume it then"
        }
    }

    /// Reports a file with too many lines.
    static func length(path: String, source: String) -> [String] {
        let lines = source.utf8.count { $0 == UInt8(ascii: "\n") }
        return lines <= longestFile ? [] : ["\(path): \(lines) lines; split it (at most \(longestFile))"]
    }

    /// Reports a file in too many nested folders.
    static func depth(path: String) -> [String] {
        // Sources, target, folders…, file.
        let folders = path.split(separator: "/").count - 3
        return folders <= deepestFolder
            ? [] : ["\(path): \(folders) folders below its target (at most \(deepestFolder))"]
    }

    /// Reports folders with too many files.
    static func crowdedFolders(paths: [String]) -> [String] {
        Dictionary(grouping: paths) { $0.split(separator: "/").dropLast().joined(separator: "/") }
            .filter { $0.value.count > fullestFolder }
            .map { "\($0.key): \($0.value.count) files; a folder is one concept (at most \(fullestFolder))" }.sorted()
    }

    /// Reports a file that is not named after its content: `Name.swift` declares or extends `Name`, `Name+Aspect.swift` extends
    /// `Name`.
    static func fileName(path: String, source: String) -> [String] {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard file.hasSuffix(".swift"), file != "main.swift" else { return [] }
        let parts = file.dropLast(6).split(separator: "+", maxSplits: 1).map(String.init)
        guard let name = parts.first else { return ["\(path): no name"] }
        let isExtension = parts.count == 2
        let declarations: Set<String> =
            isExtension
            ? ["extension"] : ["actor", "class", "enum", "extension", "macro", "protocol", "struct", "typealias"]

        // Most files declare the type in an ordinary line; only the others are split into tokens.
        let search = ByteSearch(source)
        let isPlain = search.offsets(of: " " + name).contains { offset in
            let next = search.text(from: offset + 1 + name.utf8.count, length: 1)
            guard next.allSatisfy({ !$0.isLetter && !$0.isNumber && $0 != "_" }) else { return false }
            let line = search.line(at: offset)
            return declarations.contains(search.word(before: offset)) && !line.hasPrefix("//") && !line.contains("\"")
        }
        if isPlain { return [] }
        let tokens = Token.tokens(of: SourceCode(source))
        let found = tokens.indices.contains { index in
            guard declarations.contains(tokens[index].text), !tokens[index].escaped else { return false }
            // `extension Outer.Inner` counts for both names, and for `OuterInner`.
            var joined = ""
            var next = index + 1
            while next < tokens.count {
                joined += tokens[next].text
                if tokens[next].text == name || joined == name { return true }
                guard next + 1 < tokens.count, tokens[next + 1].text == "." else { return false }
                next += 2
            }
            return false
        }
        if found { return [] }
        return ["\(path): \(isExtension ? "extends no" : "declares or extends no") '\(name)'"]
    }

    /// Finds text that holds on one machine only: the checkout's path, a home folder, a package registry, a host of a private network.
    static func machineWords(path: String, text: String, checkout: String) -> [String] {
        var found: [String] = []
        // A cheap filter before the patterns, which are slow: every violation contains one of these.
        let signs = [checkout, "/home/", "/Users/", "-url", "find-links", "trusted-host", "://"]
        guard ByteSearch(text).contains(anyOf: signs) else { return [] }
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard signs.contains(where: { line.contains($0) }) else { continue }
            let place = "\(path):\(offset + 1)"
            if holds(line, path: checkout + "/") { found.append("\(place): the path of a checkout") }
            if line.contains(/(^|[^\w.\/])\/(home|Users)\/\w/) {
                found.append("\(place): a path in a person's home folder")
            }
            if line.contains(/--(extra-index-url|index-url|find-links|trusted-host)\b/) {
                found.append("\(place): a package registry of one machine")
            }
            for url in line.matches(of: /https?:\/\/[\w.-]+?\.(internal|lan|corp|localdomain)(?![\w.-])/)
            where !url.0.hasSuffix("//host.docker.internal") {
                found.append("\(place): \(url.0) is known on one network only")
            }
        }
        return found
    }

    /// Returns `true` if a line contains this absolute path; `host.example/weir/api` does not contain `/weir/`.
    private static func holds(_ line: Substring, path: String) -> Bool {
        line.ranges(of: path).contains { range in
            guard let before = line[..<range.lowerBound].last else { return true }
            return !(before.isLetter || before.isNumber || "._-/".contains(before))
        }
    }
}
