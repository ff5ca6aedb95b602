/// The packages and targets of Package.swift, parsed from its text: evaluating the manifest takes longer than all these tests.
struct Manifest {
    struct Target: Equatable {
        /// `target`, `executableTarget`, `testTarget`, `systemLibrary`.
        let kind: String
        let name: String
        /// The names of its dependencies, whether targets or other packages' products.
        let dependencies: [String]
        /// The folder of its sources.
        let folder: String

        /// The name of its module.
        var moduleName: String { Manifest.moduleName(of: name) }
    }

    /// The package dependencies, by the last path component of their URL.
    let packages: [String]
    let targets: [Target]

    init(_ source: String) {
        let text = SourceCode(source, keepingStrings: true).text
        packages = text.matches(of: /\.package\(\s*url:\s*"[^"]*\/([^"\/]+?)(\.git)?"/).map { String($0.1) }

        var products: [String: String] = [:]
        for constant in text.matches(of: /let\s+(\w+)\s*=\s*Target\.Dependency\.product\(\s*name:\s*"([^"]+)"/) {
            products[String(constant.1)] = String(constant.2)
        }
        let declaration = /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name:\s*"([^"]+)"/
        var targets: [Target] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: declaration) {
            let arguments = Self.arguments(rest[match.range.lowerBound...])
            let dependencies = Self.dependencies(in: arguments, products: products)
            let (kind, name) = (String(match.1), String(match.2))
            let folder = arguments.firstMatch(of: /\bpath:\s*"([^"]+)"/).map { String($0.1) }
            targets.append(
                Target(
                    kind: kind, name: name, dependencies: dependencies,
                    folder: folder ?? (kind == "testTarget" ? "Tests/" : "Sources/") + name))
            // Continue after the declaration: a dependency has the same syntax.
            rest = rest[arguments.endIndex...]
        }
        self.targets = targets
    }

    /// Returns the module name of a target or product.
    static func moduleName(of name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }

    /// Returns a target and all targets and products that it depends on, directly or indirectly.
    func closure(of target: String) -> Set<String> {
        let dependencies = Dictionary(targets.map { ($0.name, $0.dependencies) }) { first, _ in first }
        var reached: Set<String> = []
        var open = [target]
        while let next = open.popLast() {
            if reached.insert(next).inserted { open += dependencies[next, default: []] }
        }
        return reached
    }

    /// Returns the text up to the parenthesis that closes the first one.
    private static func arguments(_ text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth == 0 { return text[..<index] }
            }
        }
        return text
    }

    private static func dependencies(in arguments: Substring, products: [String: String]) -> [String] {
        guard let start = arguments.firstRange(of: /dependencies:\s*\[/) else { return [] }
        var depth = 1
        var end = start.upperBound
        while end < arguments.endIndex {
            if arguments[end] == "[" { depth += 1 }
            if arguments[end] == "]" { depth -= 1 }
            if depth == 0 { break }
            end = arguments.index(after: end)
        }
        // An inline product, a name, or a constant; conditions and package names are skipped.
        let element = /\.(?:product|target)\(\s*name:\s*"([^"]+)"[^)]*\)|"([^"]+)"|(\w+)/
        return arguments[start.upperBound..<end].matches(of: element).map { match in
            if let name = match.1 ?? match.2 { return String(name) }
            let constant = String(match.3 ?? "")
            return products[constant] ?? constant
        }
    }
}
