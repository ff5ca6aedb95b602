extension CauseCatalogue {
    /// Causes in the pulling of an image.
    static let images: [Cause] = [
        Cause(
            "image-platform", "The image has no build for the task's processor", .root,
            [
                Cause.Pattern(
                    [.stop],
                    any: [
                        "failed to find a descriptor for platform", "not contain descriptor matching platform",
                        "no match for platform in manifest", "no matching manifest for linux",
                    ])
            ],
            say: [
                "ECS cannot start the container, because the image {digest} has no variant for the platform of the task.",
                "The task needs {platform}.",
                "Either the image was built for another processor, or its index does not state a platform, as older builds of buildah leave it.",
            ],
            check: [
                "The architecture in the image's configuration and in its index; both have to match the task's.",
                "service.architecture in the environment's file.",
            ],
            run: ["infra-cli image check {environment}", "infra-cli image build {environment}"]),
        Cause(
            "image-exec-format", "The program is built for another processor", .root,
            [
                Cause.Pattern([.log, .stop], any: ["exec format error"]),
                Cause.Pattern([.log, .stop], any: ["exec user process caused: exec format"]),
            ],
            say: [
                "The container started, but the kernel cannot execute its program: it is compiled for another processor than the task's.",
                "The image's label may claim the right platform while the program inside is another one.",
            ],
            check: [
                "The architecture of the build machine and of the task; amd64 and arm64 do not run each other's programs."
            ],
            run: ["infra-cli image check {environment}", "infra-cli image build {environment}"]),
        Cause(
            "image-not-found", "The image does not exist in the registry", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["cannotpullcontainer"],
                    any: [
                        "not found", "manifest unknown", "does not exist", "no such image", "name unknown",
                        "imagenotfound",
                    ], none: ["pull access denied", "no match for platform"])
            ],
            say: [
                "ECS cannot pull the image, because the registry has no such tag or digest.",
                "The image is {repository}.",
                "It was never pushed, or a lifecycle rule, a clean-up or an archive removed it after the release was recorded.",
            ],
            check: [
                "The digest in the repository, and its status: an archived image has to be restored first.",
                "The repository's lifecycle rules; they may not select the images of releases that a rollback needs.",
            ],
            run: ["infra-cli image check {environment}", "infra-cli image push {environment}"]),
        Cause(
            "image-rate-limit", "The registry limits pulls", .root,
            [Cause.Pattern([.stop], any: ["toomanyrequests", "pull rate limit", "too many requests"])],
            say: [
                "The registry refuses the pull because too many were made from this address.",
                "Public registries count the pulls of everybody behind one NAT gateway.",
            ],
            check: ["Copy the image into the account's own registry and deploy that one."],
            run: ["infra-cli image push {environment}"]),
        Cause(
            "image-pull-denied", "The task's execution role may not pull the image", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["cannotpull"],
                    any: [
                        "pull access denied", "403", "accessdenied", "forbidden", "not authorized",
                        "authorization failed",
                    ]),
                Cause.Pattern([.stop], all: ["ecr:"], any: ["not authorized to perform", "accessdenied"]),
            ],
            say: [
                "The registry denies the pull of the image.",
                "The execution role {role} may not call {action}.",
                "The denied resource is {denied}.",
                "For a repository with a key of its own, the role also needs kms:Decrypt.",
            ],
            check: [
                "The execution role's permissions on the repository, and the repository's policy if it belongs to another account.",
                "A repository of another registry needs credentials in the task definition.",
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "image-registry-unreachable", "The task cannot reach the image's registry", .root,
            [
                Cause.Pattern(
                    [.stop], all: ["cannotpull"],
                    any: [
                        "i/o timeout", "context deadline exceeded", "request canceled while waiting",
                        "connection refused",
                        "client.timeout exceeded", "no route to host", "no such host", "tls handshake timeout",
                        "network is unreachable",
                    ]),
                Cause.Pattern(
                    [.stop], all: ["resourceinitializationerror"], any: ["ecr registry auth", "get registry auth"],
                    and: ["connection issue", "i/o timeout", "context deadline exceeded", "dial tcp"]),
            ],
            say: [
                "The task's subnet has no way to the image's registry, so the pull ran into its time-out.",
                "It needs a NAT gateway, a public address, or endpoints for ecr.api, ecr.dkr, logs and, as a gateway, s3: layers are in S3.",
            ],
            check: [
                "The default route and the endpoints in the route tables of the task's subnets.",
                "The security groups of the endpoints admit port 443 from the task's group.",
                "The task's security group allows outgoing traffic to port 443.",
            ],
            run: ["infra-cli doctor {environment}"]),
        Cause(
            "image-too-large", "The image does not fit on the task's disk", .root,
            [Cause.Pattern([.stop, .log], all: ["no space left on device"])],
            say: ["The task's ephemeral storage is full.", "Layers are stored twice while they are unpacked."],
            check: ["The size of the image; ephemeral storage of the task definition, 20 GiB by default on Fargate."]),
        Cause(
            "image-pull-failed", "The image cannot be pulled", .mechanism,
            [
                Cause.Pattern(
                    [.stop],
                    any: ["cannotpullcontainererror", "cannotpullecrcontainererror", "cannotpullimagemanifesterror"])
            ],
            say: ["ECS cannot pull the image.", "The registry states: {message}."],
            check: ["The image's address and the execution role."],
            run: ["infra-cli image check {environment}"]),
    ]
}
