import DeployEngine
import Testing

@Suite("The inspection of an image's documents")
struct ImageInspectionTests {
    static let amd64 = ImagePlatform(architecture: "amd64")
    static let manifest =
        #"{"schemaVersion": 2, "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:c"}, "layers": []}"#

    static func entry(_ digest: String, _ platform: String, _ annotations: String = "{}") -> String {
        #"{"digest": "\#(digest)", "platform": \#(platform), "annotations": \#(annotations)}"#
    }

    static func index(_ entries: String...) -> String {
        #"{"schemaVersion": 2, "manifests": [\#(entries.joined(separator: ","))]}"#
    }

    static let attestation = entry(
        "sha256:a", #"{"architecture": "unknown", "os": "unknown"}"#,
        #"{"vnd.docker.reference.type": "attestation-manifest"}"#)

    /// A document and the step that follows it.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let document: String?
        let step: ImageInspection.Step
        let problems: [ImageProblem.Kind]
        var testDescription: String { name }
    }

    @Test(
        "The first document decides the next one, or the problem",
        arguments: [
            Row(
                name: "a single manifest", document: manifest, step: .fetchConfiguration("sha256:c"), problems: []),
            Row(
                name: "an index of two platforms with an attestation in front",
                document: index(
                    attestation, entry("sha256:arm", #"{"architecture": "arm64", "os": "linux", "variant": "v8"}"#),
                    entry("sha256:amd", #"{"architecture": "amd64", "os": "linux"}"#)),
                step: .fetchManifest("sha256:amd"), problems: []),
            Row(
                name: "an index of the other platform",
                document: index(entry("sha256:arm", #"{"architecture": "arm64", "os": "linux"}"#)), step: .done,
                problems: [.platformMissing]),
            Row(
                name: "an index of Windows",
                document: index(entry("sha256:w", #"{"architecture": "amd64", "os": "windows"}"#)), step: .done,
                problems: [.platformMissing]),
            Row(
                name: "an index without platforms, as of buildah",
                document: #"{"schemaVersion": 2, "manifests": [{"digest": "sha256:x"}]}"#, step: .done,
                problems: [.platformUnstated]),
            Row(
                name: "an index with an empty platform",
                document: index(entry("sha256:x", #"{"architecture": "", "os": ""}"#)), step: .done,
                problems: [.platformUnstated]),
            Row(
                name: "an index with one stated and one unstated platform",
                document: index(
                    #"{"digest": "sha256:x"}"#, entry("sha256:amd", #"{"architecture": "amd64", "os": "linux"}"#)),
                step: .fetchManifest("sha256:amd"), problems: []),
            Row(name: "attestations alone", document: index(attestation), step: .done, problems: [.platformMissing]),
            Row(
                name: "a chart",
                document:
                    #"{"schemaVersion": 2, "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": "sha256:c"}}"#,
                step: .done, problems: [.formatUnsupported]),
            Row(
                name: "the first version of Docker's format", document: #"{"schemaVersion": 1, "name": "x"}"#,
                step: .done,
                problems: [.formatUnsupported]),
            Row(name: "no JSON", document: "<html>", step: .done, problems: [.broken]),
            Row(name: "no document", document: nil, step: .done, problems: [.broken]),
        ])
    func first(_ row: Row) {
        var inspection = ImageInspection("app:1", digest: "sha256:i", wanted: Self.amd64)
        #expect(inspection.step == .fetchManifest("sha256:i"))
        inspection.take(manifest: row.document)
        #expect(inspection.step == row.step)
        #expect(inspection.problems.map(\.kind) == row.problems)
        for problem in inspection.problems { #expect(!problem.got.isEmpty && !problem.remedy.isEmpty) }
    }

    static func digest(_ text: String) -> String { "sha256:" + ContentDigest.sha256(of: text) }

    private static func inspect(configuration: String, index: String? = nil) -> ImageInspection {
        var inspection = ImageInspection("app:1", digest: "sha256:i", wanted: amd64)
        if let index { inspection.take(manifest: index) }
        inspection.take(
            manifest: manifest.replacing("sha256:c", with: digest(configuration)))
        inspection.take(configuration: Array(configuration.utf8))
        return inspection
    }

    @Test("The configuration tells the platform, the user, the ports and the command")
    func configuration() throws {
        let inspection = Self.inspect(
            configuration: """
                {"architecture": "amd64", "os": "linux", "config": {"User": "10001", "ExposedPorts": {"8080/tcp": {}, "443/tcp": {}},
                 "Entrypoint": ["/server"], "Cmd": ["--port", "8080"], "Labels": {"a": "b"}, "Healthcheck": {"Test": ["CMD"]}}}
                """)
        #expect(inspection.problems == [])
        #expect(
            inspection.configuration
                == ImageConfiguration(
                    platform: Self.amd64, user: "10001", ports: ["443/tcp", "8080/tcp"], entryPoint: ["/server"],
                    arguments: ["--port", "8080"], labels: ["a": "b"], hasHealthCheck: true))
    }

    @Test("An index that promises a platform which its image has not is found out")
    func promise() {
        let inspection = Self.inspect(
            configuration: #"{"architecture": "arm64", "os": "linux"}"#,
            index: Self.index(Self.entry("sha256:amd", #"{"architecture": "amd64", "os": "linux"}"#)))
        #expect(inspection.problems.map(\.kind) == [.platformWrong])
        #expect(
            inspection.problems.first?.got == "app:1 is built for linux/arm64, although its index promises linux/amd64")
        #expect(inspection.manifestDigest == "sha256:amd")
    }

    @Test("A configuration without a platform, another digest or none is broken")
    func broken() {
        #expect(Self.inspect(configuration: "{}").problems.map(\.kind) == [.broken])
        var inspection = ImageInspection("app:1", digest: "sha256:i", wanted: Self.amd64)
        inspection.take(manifest: Self.manifest)
        inspection.take(configuration: Array(#"{"architecture": "amd64", "os": "linux"}"#.utf8))
        #expect(inspection.problems.map(\.kind) == [.broken])
        inspection = ImageInspection("app:1", digest: "sha256:i", wanted: Self.amd64)
        inspection.take(manifest: Self.manifest)
        inspection.take(configuration: nil)
        #expect(inspection.problems.map(\.kind) == [.broken])
    }

    @Test("An index in an index ends")
    func nested() {
        var inspection = ImageInspection("app:1", digest: "sha256:i", wanted: Self.amd64)
        let nested = Self.index(Self.entry("sha256:i", #"{"architecture": "amd64", "os": "linux"}"#))
        for _ in 0..<10 { inspection.take(manifest: nested) }
        #expect(inspection.step == .done)
        #expect(inspection.problems.map(\.kind) == [.broken])
    }

    @Test(
        "Architectures have several names",
        arguments: [
            ("amd64", "x86_64", true), ("arm64", "aarch64", true), ("amd64", "arm64", false), ("ARM64", "arm64", true),
        ])
    func names(_ one: String, _ other: String, _ isSame: Bool) {
        #expect(ImagePlatform(architecture: one).runs(on: ImagePlatform(architecture: other)) == isSame)
    }
}
