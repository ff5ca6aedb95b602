#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeWorkloads {
    func authorizationToken() -> FakeValue {
        [
            "authorizationData": [
                [
                    "authorizationToken": "QVdTOmZha2UtcGFzc3dvcmQ=", "expiresAt": now.addingTimeInterval(43200).json,
                    "proxyEndpoint": .string("https://" + account.registry),
                ]
            ]
        ]
    }

    mutating func createRepository(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let name = input["repositoryName"]?.text ?? ""
        guard registry.repositories[name] == nil else {
            throw FakeError(
                "RepositoryAlreadyExistsException",
                "The repository with name '\(name)' already exists in the registry with id '\(account.account)'")
        }
        registry.addRepository(name, at: now) {
            $0.isImmutable = input["imageTagMutability"]?.text == "IMMUTABLE"
            $0.scansOnPush = input["imageScanningConfiguration"]?["scanOnPush"]?.boolean ?? false
        }
        return ["repository": render(try repository(input))]
    }

    func describeRepositories(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let names = input["repositoryNames"]?.texts ?? []
        if let missing = names.first(where: { registry.repositories[$0] == nil }) { throw noRepository(missing) }
        let found = registry.repositories.values.filter { names.isEmpty || names.contains($0.name) }
            .sorted { $0.name < $1.name }
        let page = FakePage(found, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 100)
        return ["repositories": .array(page.elements.map(render)), "nextToken": FakeValue(page.nextToken)]
    }

    private func render(_ repository: FakeRegistry.Repository) -> FakeValue {
        [
            "repositoryArn": .string(account.arn("ecr", "repository/\(repository.name)")),
            "registryId": .string(account.account), "repositoryName": .string(repository.name),
            "repositoryUri": .string(registry.uri(of: repository.name)), "createdAt": repository.createdAt.json,
            "imageTagMutability": repository.isImmutable ? "IMMUTABLE" : "MUTABLE",
            "imageScanningConfiguration": ["scanOnPush": .bool(repository.scansOnPush)],
            "encryptionConfiguration": ["encryptionType": "AES256"],
        ]
    }

    private func noRepository(_ name: String) -> FakeError {
        FakeError(
            "RepositoryNotFoundException",
            "The repository with name '\(name)' does not exist in the registry with id '\(account.account)'")
    }

    private func repository(_ input: FakeValue) throws(FakeError) -> FakeRegistry.Repository {
        let name = input["repositoryName"]?.text ?? ""
        guard let repository = registry.repositories[name] else { throw noRepository(name) }
        return repository
    }

    private func find(_ id: FakeValue, in repository: FakeRegistry.Repository) -> FakeImage? {
        if let digest = id["imageDigest"]?.text {
            guard let image = repository.images[digest] else { return nil }
            guard let tag = id["imageTag"]?.text else { return image }
            return image.tags.contains(tag) ? image : nil
        }
        guard let tag = id["imageTag"]?.text else { return nil }
        return repository.images.values.first { $0.tags.contains(tag) }
    }

    func listImages(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        let status = input["filter"]?["tagStatus"]?.text ?? "ANY"
        var ids: [FakeValue] = []
        for image in repository.images.values.sorted(by: { $0.digest < $1.digest }) {
            if image.tags.isEmpty, status != "TAGGED" { ids.append(["imageDigest": .string(image.digest)]) }
            if status == "UNTAGGED" { continue }
            ids += image.tags.map { ["imageDigest": .string(image.digest), "imageTag": .string($0)] }
        }
        let page = FakePage(ids, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 100)
        return ["imageIds": .array(page.elements), "nextToken": FakeValue(page.nextToken)]
    }

    /// Describes images. Without a filter, archived images are not listed; asked for by id they are described.
    func describeImages(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        var images: [FakeImage] = []
        if let ids = input["imageIds"]?.elements {
            for id in ids {
                guard let image = find(id, in: repository) else {
                    let text =
                        "{imageDigest:'\(id["imageDigest"]?.text ?? "null")', imageTag:'\(id["imageTag"]?.text ?? "null")'}"
                    throw FakeError(
                        "ImageNotFoundException",
                        "The image with imageId \(text) does not exist within the repository with name "
                            + "'\(repository.name)' in the registry with id '\(account.account)'")
                }
                images.append(image)
            }
        } else {
            let status = input["filter"]?["imageStatus"]?.text ?? "ACTIVE"
            let tagged = input["filter"]?["tagStatus"]?.text ?? "ANY"
            images = repository.images.values.filter { image in
                (status == "ANY" || image.status == status)
                    && (tagged == "ANY" || (tagged == "TAGGED") == !image.tags.isEmpty)
            }
            images.sort { ($0.pushedAt, $0.digest) < ($1.pushedAt, $1.digest) }
        }
        let page = FakePage(images, token: input["nextToken"]?.text, limit: input["maxResults"]?.integer ?? 100)
        let details = page.elements.map { image -> FakeValue in
            [
                "registryId": .string(account.account), "repositoryName": .string(repository.name),
                "imageDigest": .string(image.digest), "imageTags": image.tags.isEmpty ? .null : FakeValue(image.tags),
                "imageSizeInBytes": FakeValue(image.size), "imagePushedAt": image.pushedAt.json,
                "imageManifestMediaType": .string(image.mediaType),
                "artifactMediaType": image.platform == nil ? .null : .string(FakeImage.configurationType),
                "lastRecordedPullTime": image.lastPull?.json ?? .null, "imageStatus": .string(image.status),
            ]
        }
        return ["imageDetails": .array(details), "nextToken": FakeValue(page.nextToken)]
    }

    /// Returns manifests. A media type that the caller does not accept is reported as not found: the fake does not convert.
    func batchGetImage(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        let accepted = input["acceptedMediaTypes"]?.texts ?? []
        var images: [FakeValue] = []
        var failures: [FakeValue] = []
        for id in input["imageIds"]?.elements ?? [] {
            let image = find(id, in: repository)
            let isAccepted = image.map { accepted.isEmpty || accepted.contains($0.mediaType) } ?? false
            guard let image, isAccepted, image.status == "ACTIVE" else {
                let isArchived = image != nil && image?.status != "ACTIVE"
                failures.append([
                    "imageId": id, "failureCode": isArchived ? "ImageInaccessible" : "ImageNotFound",
                    "failureReason": isArchived ? "Requested image is archived" : "Requested image not found",
                ])
                continue
            }
            images.append([
                "registryId": .string(account.account), "repositoryName": .string(repository.name),
                "imageId": [
                    "imageDigest": .string(image.digest), "imageTag": id["imageTag"] ?? FakeValue(image.tags.first),
                ], "imageManifest": .string(image.manifest), "imageManifestMediaType": .string(image.mediaType),
            ])
        }
        return ["images": .array(images), "failures": .array(failures)]
    }

    /// Deletes images, or tags of images that have further tags.
    mutating func batchDeleteImage(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        var deleted: [FakeValue] = []
        var failures: [FakeValue] = []
        for id in input["imageIds"]?.elements ?? [] {
            guard let image = find(id, in: repository) else {
                failures.append([
                    "imageId": id, "failureCode": "ImageNotFound", "failureReason": "Requested image not found",
                ])
                continue
            }
            let isReferenced = repository.images.values.contains { $0.children.contains { $0.digest == image.digest } }
            if id["imageTag"] == nil, isReferenced {
                failures.append([
                    "imageId": id, "failureCode": "ImageReferencedByManifestList",
                    "failureReason": "Requested image referenced by manifest list",
                ])
                continue
            }
            deleted.append(id)
            if let tag = id["imageTag"]?.text, image.tags.count > 1 {
                registry.repositories[repository.name]?.images[image.digest]?.tags.removeAll { $0 == tag }
            } else {
                registry.delete(image.digest, from: repository.name)
            }
        }
        return ["imageIds": .array(deleted), "failures": .array(failures)]
    }

    /// Adds a manifest or a tag to one. A tag that exists is refused in a repository with immutable tags.
    mutating func putImage(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        let text = input["imageManifest"]?.text ?? ""
        let digest = FakeImage.digest(of: text.utf8)
        let tag = input["imageTag"]?.text
        if let tag, let other = repository.images.values.first(where: { $0.tags.contains(tag) }) {
            guard other.digest != digest else {
                throw FakeError(
                    "ImageAlreadyExistsException", "Image with digest '\(digest)' and tag '\(tag)' already exists")
            }
            guard !repository.isImmutable else {
                throw FakeError(
                    "ImageTagAlreadyExistsException",
                    "The image tag '\(tag)' already exists in the '\(repository.name)' repository and cannot be overwritten "
                        + "because the repository is immutable.")
            }
            registry.repositories[repository.name]?.images[other.digest]?.tags.removeAll { $0 == tag }
        }
        let mediaType = (try? FakeValue(json: text))?["mediaType"]?.text ?? FakeImage.manifestType
        var image =
            repository.images[digest]
            ?? FakeImage(
                digest: digest, mediaType: mediaType, manifest: text, pushedAt: now, size: text.utf8.count)
        if let tag { image.tags.append(tag) }
        registry.repositories[repository.name]?.images[digest] = image
        return [
            "image": [
                "registryId": .string(account.account), "repositoryName": .string(repository.name),
                "imageId": ["imageDigest": .string(digest), "imageTag": FakeValue(tag)],
                "imageManifest": .string(text), "imageManifestMediaType": .string(mediaType),
            ]
        ]
    }

    func downloadURL(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        let digest = input["layerDigest"]?.text ?? ""
        guard repository.blobs[digest] != nil else {
            throw FakeError(
                "LayersNotFoundException",
                "The layer with digest '\(digest)' does not exist in the repository with name "
                    + "'\(repository.name)'")
        }
        return [
            "layerDigest": .string(digest),
            "downloadUrl": .string(
                "https://\(FakeLayerStore.signingName).s3.\(account.region).amazonaws.com/\(repository.name)/\(digest)"
                    + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature=fake"),
        ]
    }

    func lifecyclePolicy(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        guard let text = repository.lifecyclePolicy else {
            throw FakeError("LifecyclePolicyNotFoundException", "Lifecycle policy does not exist for the repository")
        }
        return [
            "registryId": .string(account.account), "repositoryName": .string(repository.name),
            "lifecyclePolicyText": .string(text),
        ]
    }

    mutating func putLifecyclePolicy(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        registry.repositories[repository.name]?.lifecyclePolicy = input["lifecyclePolicyText"]?.text
        return try lifecyclePolicy(input)
    }

    func imageSigningStatus(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let repository = try repository(input)
        return [
            "repositoryName": .string(repository.name), "imageId": input["imageId"] ?? .null,
            "signingStatuses": .array([]),
        ]
    }

    func imageReferrers(_ input: FakeValue) throws(FakeError) -> FakeValue {
        _ = try repository(input)
        return ["referrers": .array([])]
    }
}
