/// The table of routes at the beginning of Docs/API.md.
enum RouteTable {
    /// Returns the method and the path of each route, with `{}` for a parameter.
    ///
    /// A cell abbreviates: methods share the path after them, `…` stands for the folder of the path before, and `.csv` for the
    /// same path with this extension.
    static func routes(in document: String) -> [String] {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = lines.drop { $0 != "| method and path | action |" }.dropFirst(2).prefix { $0.hasPrefix("|") }
        return rows.flatMap { row in routes(ofCell: row.split(separator: "|")[0]) }
    }

    private static func routes(ofCell cell: Substring) -> [String] {
        var routes: [String] = []
        var (methods, path): ([Substring], String) = ([], "")
        var hasPath = false
        for token in cell.matches(of: /`([^`]+)`/).map(\.1) {
            let parts = token.split(separator: " ")
            if parts[0].allSatisfy(\.isUppercase) {
                methods = hasPath ? [parts[0]] : methods + [parts[0]]
                hasPath = parts.count == 2
                guard hasPath else { continue }
            }
            let written = parts[parts.count - 1].prefix { $0 != "?" }
            let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
            if written.hasPrefix("…") {
                path = String(folder + written.dropFirst())
            } else if written.hasPrefix(".") {
                path = String(folder + path.dropFirst(folder.count).prefix { $0 != "." } + written)
            } else {
                path = String(written)
            }
            routes += methods.map { "\($0) \(withoutNames(path))" }
        }
        return routes
    }

    /// Returns a path or a route without the names of its parameters.
    static func withoutNames(_ path: String) -> String { path.replacing(/\{[^}]*\}/, with: "{}") }
}
