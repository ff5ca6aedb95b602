import DeployEngine

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The variables of continuous integration that the commands use ("Store information in variables", GitHub Actions).
enum CIEnvironment {
    private static func variable(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name] ?? ""
        return value.isEmpty ? nil : value
    }

    /// `true` in a job of GitHub Actions.
    static var isGitHub: Bool { variable("GITHUB_ACTIONS") == "true" }

    /// The file that GitHub shows on the run's page; nil elsewhere.
    static var stepSummary: String? { variable("GITHUB_STEP_SUMMARY") }

    /// The author of a release, without the caller's ARN.
    static func author() -> Release.Author {
        var author = Release.Author(caller: "")
        author.host = variable("HOSTNAME") ?? ProcessInfo.processInfo.hostName
        author.commit = variable("GITHUB_SHA") ?? variable("GIT_COMMIT") ?? variable("CI_COMMIT_SHA")
        if let server = variable("GITHUB_SERVER_URL"), let repository = variable("GITHUB_REPOSITORY"),
            let run = variable("GITHUB_RUN_ID")
        {
            author.runURL = "\(server)/\(repository)/actions/runs/\(run)"
        } else {
            author.runURL = variable("BUILD_URL") ?? variable("CI_JOB_URL")
        }
        if author.commit == nil { author.commit = WorkingTree.commit }
        return author
    }
}

/// The git working tree of the current folder.
enum WorkingTree {
    /// The commit that is checked out, from git's own files; nil outside a repository.
    static var commit: String? {
        guard let folder = repository else { return nil }
        guard let head = text("\(folder)/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return valid(head) }
        let name = head.dropFirst(5)
        if let direct = text("\(folder)/\(name)") { return valid(direct) }
        let packed = text("\(folder)/packed-refs") ?? ""
        let line = packed.split(separator: "\n").first { $0.hasSuffix(" " + name) }
        return line.flatMap { valid(String($0.prefix { $0 != " " })) }
    }

    private static var repository: String? {
        var folder = FileManager.default.currentDirectoryPath
        while !folder.isEmpty, folder != "/" {
            var isFolder = false
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/.git")
            isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
            if isFolder { return folder + "/.git" }
            folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
        }
        return nil
    }

    private static func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func valid(_ text: String) -> String? {
        text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit) ? text : nil
    }
}
