internal import HTTPTypes

/// The API of Elastic Container Registry.
package final class FakeRegistryAPI: FakeService {
    /// `ecr`.
    package static let signingName = "ecr"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "GetAuthorizationToken": workloads.authorizationToken()
            case "CreateRepository": try workloads.createRepository(input)
            case "DescribeRepositories": try workloads.describeRepositories(input)
            case "ListImages": try workloads.listImages(input)
            case "DescribeImages": try workloads.describeImages(input)
            case "BatchGetImage": try workloads.batchGetImage(input)
            case "BatchDeleteImage": try workloads.batchDeleteImage(input)
            case "PutImage": try workloads.putImage(input)
            case "GetDownloadUrlForLayer": try workloads.downloadURL(input)
            case "GetLifecyclePolicy": try workloads.lifecyclePolicy(input)
            case "PutLifecyclePolicy": try workloads.putLifecyclePolicy(input)
            case "DescribeImageSigningStatus": try workloads.imageSigningStatus(input)
            case "ListImageReferrers": try workloads.imageReferrers(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}

/// The store behind the URLs of GetDownloadUrlForLayer, which need no signature.
package final class FakeLayerStore: FakeService {
    /// The first label of the URLs' host.
    package static let signingName = "fake-layer-store"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Returns the blob of `/REPOSITORY/DIGEST`.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let path = request.path.dropFirst()
        guard let slash = path.lastIndex(of: "/"),
            let blob = host.workloads.registry.repositories[String(path[..<slash])]?
                .blobs[String(path[path.index(after: slash)...])]
        else { throw FakeError("NoSuchKey", "The specified key does not exist.", status: 404) }
        return .raw(.ok, fields: [.contentType: "application/octet-stream"], body: blob)
    }
}
