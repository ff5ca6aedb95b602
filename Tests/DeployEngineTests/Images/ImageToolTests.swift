import DeployEngine
import Testing

@Suite("The tools that build and push images")
struct ImageToolTests {
    @Test("A build names the platform for the tool and for the Dockerfile", arguments: ImageTool.allCases)
    func build(_ tool: ImageTool) {
        let words = tool.build(
            file: "docker/Dockerfile", context: ".", image: "weir:1", platform: ImagePlatform(architecture: "arm64"),
            labels: ["b": "2", "a": "1"])
        #expect(
            words == [
                tool.rawValue, "build", "--file", "docker/Dockerfile", "--platform", "linux/arm64", "--tag", "weir:1",
                "--build-arg", "PLATFORM=linux/arm64", "--label", "a=1", "--label", "b=2", ".",
            ])
    }

    @Test("An image is started as a task starts it, by a tool that starts containers")
    func start() {
        #expect(
            ImageTool.podman.start("weir:1")?.joined(separator: " ")
                == "podman run --rm --network none --read-only --cap-drop ALL weir:1 --version")
        #expect(ImageTool.docker.start("weir:1")?.first == "docker" && ImageTool.buildah.start("weir:1") == nil)
    }

    @Test(
        "The password is in a file that each tool reads, and in no argument",
        arguments: [
            (ImageTool.podman, ["REGISTRY_AUTH_FILE": "/t/config.json"]),
            (.buildah, ["REGISTRY_AUTH_FILE": "/t/config.json"]), (.docker, ["DOCKER_CONFIG": "/t"]),
        ])
    func passwords(_ tool: ImageTool, _ variables: [String: String]) {
        #expect(tool.variables(folder: "/t") == variables)
        #expect(tool.push("host/weir:1") == [tool.rawValue, "push", "host/weir:1"])
        #expect(tool.tag("weir:1", as: "host/weir:1") == [tool.rawValue, "tag", "weir:1", "host/weir:1"])
        #expect(
            ImageTool.passwords(registry: "host", authorization: "QTpC")
                == "{\"auths\": {\"host\": {\"auth\": \"QTpC\"}}}\n")
    }
}
