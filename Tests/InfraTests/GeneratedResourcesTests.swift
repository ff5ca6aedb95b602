import Foundation
import Processes
import TestSupport
import Testing

/// The generator of the typed resources.
@Suite("Generated resources")
struct GeneratedResourcesTests {
    private static let generator = Repository.root.appending(
        path: "Sources/CloudFormation/Resources/Generator/generate.py")
    /// The version whose schemas the committed files were written from.
    private static let schemaVersion = "1.58.0"

    /// A Python whose cfn-lint has those schemas.
    private static func python() async throws -> URL? {
        for name in ["python3", "python"] {
            guard let python = Tools.find(name) else { continue }
            let run = try await ProcessRun.run(python, [generator.path, "--version"])
            if run.status == 0, run.output.split(separator: "\n").first.map(String.init) == schemaVersion {
                return python
            }
        }
        return nil
    }

    @Test("The committed resources are the generator's output")
    func generated() async throws {
        guard let python = try await GeneratedResourcesTests.python() else {
            // Another version of cfn-lint has other schemas, which is no fault of the code.
            try #require(!Tools.areRequired, "no Python with cfn-lint \(GeneratedResourcesTests.schemaVersion)")
            print(
                "skipped: no Python with cfn-lint \(GeneratedResourcesTests.schemaVersion), whose schemas the generator reads"
            )
            return
        }
        let folder = try TemporaryFolder()
        let run = try await ProcessRun.run(
            python, [GeneratedResourcesTests.generator.path, "--output", folder.url.path])
        #expect(run.status == 0, "\(run.errors)")
        let committed = Repository.root.appending(path: "Sources/CloudFormation/Resources")
        let fresh = try GeneratedResourcesTests.swiftFiles(in: folder.url)
        #expect(fresh.count > 70)
        #expect(fresh == (try GeneratedResourcesTests.swiftFiles(in: committed)))
        for file in fresh {
            let isSame =
                try Data(contentsOf: folder.url.appending(path: file))
                == Data(contentsOf: committed.appending(path: file))
            #expect(isSame, "\(file) differs; run: python3 Sources/CloudFormation/Resources/Generator/generate.py")
        }
    }

    @Test("The generator writes single types for another module, with the namespace of a new service")
    func generatedElsewhere() async throws {
        guard let python = try await GeneratedResourcesTests.python() else { return }
        let folder = try TemporaryFolder()
        let run = try await ProcessRun.run(
            python,
            [
                GeneratedResourcesTests.generator.path, "--only", "AWS::Lambda::Function", "AWS::EC2::Instance",
                "AWS::SQS::Queue", "--import", "Infra", "--output", folder.url.path,
            ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("AWS::SQS::Queue: Infra has this type already"))
        #expect(
            try GeneratedResourcesTests.swiftFiles(in: folder.url) == [
                "EC2+Instance.swift", "Lambda+Function.swift",
            ])
        let function = try String(
            contentsOf: folder.url.appending(path: "Lambda+Function.swift"), encoding: .utf8)
        #expect(function.contains("public import Infra\n"))
        #expect(function.contains("public enum Lambda {}"))
        #expect(function.contains("public struct Function: TypedResource {"))
        let instance = try String(contentsOf: folder.url.appending(path: "EC2+Instance.swift"), encoding: .utf8)
        #expect(!instance.contains("public enum EC2 {}"))
    }

    private static func swiftFiles(in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }.sorted()
    }
}
