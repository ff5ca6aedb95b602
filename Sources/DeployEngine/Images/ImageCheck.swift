import AWSClient
import AWSOperations

/// The check of an image in the account's registry: the shell that fetches the documents for ``ImageInspection``.
package struct ImageCheck: Sendable {
    private let calls: any AWSCalls
    private let blobs: (any BlobSource)?

    /// Creates a check.
    /// - Parameters:
    ///   - calls: The calls.
    ///   - blobs: The source of configurations; nil leaves them unchecked.
    package init(calls: any AWSCalls, blobs: (any BlobSource)? = nil) {
        self.calls = calls
        self.blobs = blobs
    }

    /// Checks an image.
    /// - Parameter image: The image in the account's own registry, by its tag or digest.
    /// - Throws: ``EngineError`` if the registry cannot be asked. A missing image is a problem in the report.
    package func run(_ image: PlannedImage) async throws(EngineError) -> ImageReport {
        var report = ImageReport(
            repository: image.repository, tag: image.tag, digest: nil,
            wanted: ImagePlatform(architecture: image.architecture))
        let name = image.repository + (image.tag.map { ":" + $0 } ?? image.digest.map { "@" + $0 } ?? "")
        guard let detail = try await detail(of: image, name, &report) else { return report }
        report.digest = detail.digest
        report.bytes = detail.bytes
        report.pushedAt = detail.pushedAt
        if let status = detail.status, status != .active {
            report.problems.append(
                ImageProblem(
                    .archived, got: "\(name) is \(status.rawValue) in the registry", expected: "ACTIVE",
                    remedy:
                        "Restore it, which takes up to 20 minutes: aws ecr update-image-storage-class --repository-name \(image.repository) --image-id imageDigest=\(detail.digest) --target-storage-class STANDARD"
                ))
            return report
        }
        var inspection = ImageInspection(name, digest: detail.digest, wanted: report.wanted)
        while true {
            switch inspection.step {
            case .fetchManifest(let digest):
                let found = try await manifest(digest, of: image)
                inspection.take(manifest: found?.manifest, mediaType: found?.mediaType)
                continue
            case .fetchConfiguration(let digest):
                await fetchConfiguration(digest, of: image, &inspection, &report)
                continue
            case .done: break
            }
            break
        }
        report.manifestDigest = inspection.manifestDigest
        report.platforms = inspection.indexed
        report.configuration = inspection.configuration
        report.problems += inspection.problems
        return report
    }

    private func detail(
        of image: PlannedImage, _ name: String, _ report: inout ImageReport
    ) async throws(EngineError) -> ImageDetail? {
        do throws(AWSError) {
            let id = ImageIdentifier(digest: image.digest, tag: image.tag)
            let found = try await calls.call(ImageOperations.DescribeImages(repository: image.repository, ids: [id]))
            if let detail = found.images.first { return detail }
        } catch  where error.code == "ImageNotFoundException" {
        } catch  where error.code == "RepositoryNotFoundException" {
            report.problems.append(
                ImageProblem(
                    .repositoryMissing, got: "the registry has no repository \(image.repository)",
                    expected: "the repository that bootstrap makes",
                    remedy: "Run `infra-cli bootstrap` for this environment"))
            return nil
        } catch {
            throw EngineError(error, while: "look for the image \(name)")
        }
        report.problems.append(
            ImageProblem(
                .missing, got: "the repository has no image \(name)", expected: "an image that was pushed",
                remedy: "Push it first: `infra-cli image push`"))
        return nil
    }

    private func manifest(_ digest: String, of image: PlannedImage) async throws(EngineError) -> RegistryImage? {
        do throws(AWSError) {
            return try await calls.call(
                ImageOperations.BatchGetImage(
                    repository: image.repository, ids: [ImageIdentifier(digest: digest)],
                    acceptedMediaTypes: ImageDocuments.mediaTypes)
            ).images.first
        } catch {
            throw EngineError(error, while: "read the manifest \(digest) of \(image.repository)")
        }
    }

    /// Fetches the configuration. One that cannot be reached leaves that part unchecked: the index has told the platform, or the
    /// tasks will.
    private func fetchConfiguration(
        _ digest: String, of image: PlannedImage, _ inspection: inout ImageInspection, _ report: inout ImageReport
    ) async {
        guard let blobs else {
            report.unchecked.append("the image's configuration, which only infra-cli image check reads")
            return inspection.skipConfiguration()
        }
        do throws(AWSError) {
            let layer = ImageOperations.GetDownloadURLForLayer(repository: image.repository, digest: digest)
            let url = try await calls.call(layer).url
            inspection.take(configuration: try await blobs.bytes(at: url))
        } catch  where error.code == "LayersNotFoundException" || error.code == "LayerInaccessibleException" {
            inspection.take(configuration: nil)
        } catch {
            report.unchecked.append("the image's configuration: \(error)")
            inspection.skipConfiguration()
        }
    }
}
