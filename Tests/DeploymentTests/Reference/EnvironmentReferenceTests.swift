import Deployment
import Foundation
import TestSupport
import Testing

@Suite("EnvironmentReference")
struct EnvironmentReferenceTests {
    @Test(
        "The committed page is the generated one",
        arguments: [("Environment", EnvironmentReference.text), ("Checks", CheckReference.text)])
    func committed(page: String, text: String) throws {
        let file = Repository.root.appending(path: "Docs/\(page).md")
        let committed = try String(contentsOf: file, encoding: .utf8)
        #expect(
            committed == text,
            "run: infra-cli reference \(page.lowercased()) > Docs/\(page).md")
    }

    @Test("Every key has documentation")
    func documented() {
        #expect(EnvironmentReference.undocumented == [])
        #expect(CheckReference.missing == [])
    }

    @Test(
        "The reader accepts every example", arguments: EnvironmentReference.examples.map { "\($0.path)=\($0.example)" })
    func example(pair: String) throws {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        let names = parts[0].split(separator: ".").map(String.init)
        var text = ""
        switch (names.first, names.count) {
        case ("service", 2): text = "region: eu-central-1\nservice: {image: weir:1.0.0, \(names[1]): \(parts[1])}\n"
        case ("service", 3):
            var others = names[1] == "strategy" && names[2] != "type" ? "type: canary, " : ""
            if names[2].hasPrefix("pause"), names[2] != "pause" { others += "pause: [post-test-traffic-shift], " }
            text =
                "region: eu-central-1\nservice: {image: weir:1.0.0, \(names[1]): {\(others)\(names[2]): \(parts[1])}}\n"
        case ("database", 2) where names[1].hasSuffix("Capacity"):
            text =
                "region: eu-central-1\nservice: {image: weir:1.0.0}\ndatabase: {engine: aurora, \(names[1]): \(parts[1])}\n"
        case ("database", 2) where names[1] == "replicas":
            text =
                "region: eu-central-1\nservice: {image: weir:1.0.0}\ndatabase: {password: generated, replicas: \(parts[1])}\n"
        case ("cache", 2) where names[1] != "type":
            text =
                "region: eu-central-1\nservice: {image: weir:1.0.0}\ncache: {type: cache.t4g.micro, \(names[1]): \(parts[1])}\n"
        case ("suppress", 2), ("moved", 2), ("adopt", 2):
            text = "region: eu-central-1\nservice: {image: weir:1.0.0}\n\(names[0]): [{\(names[1]): \(parts[1])}]\n"
        case (let section?, 2):
            text = "region: eu-central-1\nservice: {image: weir:1.0.0}\n\(section): {\(names[1]): \(parts[1])}\n"
        case (let section?, 3):
            text =
                "region: eu-central-1\nservice: {image: weir:1.0.0}\n\(section): {\(names[1]): {\(names[2]): \(parts[1])}}\n"
        default: text = "region: eu-central-1\nservice: {image: weir:1.0.0}\n\(parts[0]): \(parts[1])\n"
        }
        // With the settings that the key needs.
        if SettingChanges.companions[parts[0]] != nil { text = SettingChanges.file(parts[0], parts[1]) }
        // YAML refuses a key that is given twice, such as the required ones.
        if parts[0] == "region" { text = "region: \(parts[1])\nservice: {image: weir:1.0.0}\n" }
        if parts[0] == "service.image" { text = "region: eu-central-1\nservice: {image: \(parts[1])}\n" }
        do {
            _ = try DeploymentEnvironment.parse(text, name: "dev", file: "f")
        } catch {
            // Another key may be needed beside this one.
            #expect(!error.description.contains("\"\(parts[0])\" is "), "\(error)")
            #expect(!error.description.contains("unknown key"), "\(error)")
            #expect(!error.description.contains("not YAML"), "\(error)")
        }
    }

    @Test("The reference has every block that the reader reads")
    func blocks() throws {
        let root = Repository.root.appending(path: "Sources/Deployment")
        let known = EnvironmentReference.blocks.map { $0.split(separator: ".").last.map(String.init) ?? "" }
        var found = 0
        for file in try FileManager.default.subpathsOfDirectory(atPath: root.path)
        where file.contains("/EnvironmentReader") && file.hasSuffix(".swift") {
            let source = try String(contentsOf: root.appending(path: file), encoding: .utf8)
            for match in source.matches(of: /\.blocks?\(\s*"(\w+)",\s*keys/)
            where !["tags", "secrets"].contains(match.1) {
                found += 1
                #expect(
                    known.contains(String(match.1)), "\(file) reads \(match.1); add it to EnvironmentReference.probes")
            }
        }
        #expect(found >= 4)
    }
}
