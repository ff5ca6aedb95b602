import Deployment
import Foundation
import Processes
import Testing

@Suite("Facts about environments beside their plans")
struct EnvironmentPlannerTests {
    private static func planner(_ files: [String: String]) throws -> (
        planner: EnvironmentPlanner, folder: TemporaryFolder
    ) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write("deploy/\(name).yaml", text) }
        return (try EnvironmentPlanner("dev", directory: folder.path), folder)
    }

    private static func file(_ image: String, account: String? = nil, region: String = "eu-central-1") -> String {
        let line = account.map { "account: '\($0)'\n" } ?? ""
        return "region: \(region)\n\(line)service: {image: '\(image)'}\n"
    }

    static let pulls: [(other: String, reason: String?)] = [
        (file("weir:1.0.0"), nil),
        (file("another:1.0.0", region: "eu-west-1"), nil),
        (file("210987654321.dkr.ecr.eu-central-1.amazonaws.com/other:1.0.0"), nil),
        (
            file("123456789012.dkr.ecr.eu-central-1.amazonaws.com/weir:1.0.0", account: "210987654321"),
            "staging pulls weir from the account 123456789012 in eu-central-1"
        ),
        (
            file("123456789012.dkr.ecr.eu-central-1.amazonaws.com/weir:1.0.0", region: "eu-west-1"),
            "staging pulls weir from the account 123456789012 in eu-central-1"
        ),
        (file("123456789012.dkr.ecr.eu-central-1.amazonaws.com/weir:1.0.0", account: "123456789012"), nil),
        ("region: nowhere\n", "deploy/staging.yaml cannot be read, so its image is not known"),
    ]

    @Test("An environment that pulls from elsewhere is a reason to keep images", arguments: pulls)
    func foreignPull(other: String, reason: String?) throws {
        let (planner, folder) = try Self.planner([
            "dev": Self.file("weir:1.0.0", account: "123456789012"), "staging": other,
        ])
        #expect(planner.foreignPull(directory: folder.path) == reason)
    }

    @Test(
        "The trusted repository has the environment of the same name, or the first one",
        arguments: [
            ("[staging, dev]", "dev"), ("[staging, production]", "staging"), ("[]", nil),
        ] as [(String, String?)])
    func repository(environments: String, environment: String?) throws {
        let names = environments == "[]" ? "branches: [main]" : "environments: \(environments)"
        let text = Self.file("weir:1.0.0") + "github: {owner: octocat, repository: weir, \(names)}\n"
        let found = try Self.planner(["dev": text]).planner.settings.trustedRepository
        #expect(found?.name == "octocat/weir" && found?.environment == environment)
        #expect(try Self.planner(["dev": Self.file("weir:1.0.0")]).planner.settings.trustedRepository == nil)
    }

    @Test("A property's origin is in the file that the planner reads, and a default has none")
    func origin() throws {
        let (planner, folder) = try Self.planner(["dev": Self.file("weir:1.0.0") + "database: {storage: 50}\n"])
        let path = "/Resources/DatabaseInstance/Properties/"
        #expect(
            planner.origin(of: path + "AllocatedStorage", inStack: "weir-dev-foundation")
                == "\(folder.path)/deploy/dev.yaml:3:21 (database.storage)")
        #expect(planner.origin(of: path + "Engine", inStack: "weir-dev-foundation") == nil)
    }
}
