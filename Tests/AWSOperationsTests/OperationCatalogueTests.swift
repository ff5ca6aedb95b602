import AWSClient
import AWSOperations
import Foundation
import TestSupport
import Testing

@Suite("OperationCatalogue")
struct OperationCatalogueTests {
    /// The names of the structures that the sources declare as operations.
    private static func declared() throws -> [String] {
        let declaration = try Regex(#"package struct (\w+): [\w, ]*Operation\b"#, as: (Substring, Substring).self)
        return try ["AWSOperations", "AWSClient/Services"].flatMap { folder in
            try Repository.swiftFiles(below: "Sources/" + folder).flatMap { file in
                try String(contentsOf: file, encoding: .utf8).matches(of: declaration).map { String($0.output.1) }
            }
        }
    }

    @Test("The catalogue has every operation that the sources declare, and each name once")
    func complete() throws {
        let listed = OperationCatalogue.all.map { "\($0)" }
        #expect(try Self.declared().sorted() == listed.sorted())
        #expect(Set(listed).count == listed.count)
        #expect(listed.count > 100)
    }

    @Test(
        "An operation needs the action of its name, and another one where IAM has another name",
        arguments: [
            (AlarmOperations.DescribeAlarms.requiredActions, ["cloudwatch:DescribeAlarms"]),
            (ImageOperations.GetDownloadURLForLayer.requiredActions, ["ecr:GetDownloadUrlForLayer"]),
            (ContainerOperations.RunTask.requiredActions, ["ecs:RunTask", "iam:PassRole"]),
            (ObjectOperations.ListObjects.requiredActions, ["s3:ListBucket"]),
            (ObjectOperations.DeleteObjects.requiredActions, ["s3:DeleteObject", "s3:DeleteObjectVersion"]),
            (GetCallerIdentity.requiredActions, []),
        ])
    func actions(found: [String], expected: [String]) {
        #expect(found == expected)
    }

    @Test(
        "Every action that an operation needs exists in IAM",
        .enabled(if: ServiceAuthorization.tool.isExpected, ServiceAuthorization.tool.absence))
    func existence() async throws {
        let reference = try await ServiceAuthorization.load()
        let unknown = OperationCatalogue.all.flatMap { $0.requiredActions }.filter { !reference.exists($0) }
        #expect(unknown.sorted() == [])
    }
}
