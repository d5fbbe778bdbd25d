// Reads a layer through its ztoc with soci-snapshotter's own library: soci-reader ROOT ZTOC LAYER
//
// It writes a line of JSON with the SHA-256 of each file of the layer, decoded from the spans that the ztoc has for it,
// and lists the ztoc in the artifacts of ROOT, where the commands of soci look for one.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/awslabs/soci-snapshotter/soci"
	"github.com/awslabs/soci-snapshotter/ztoc"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Println("soci-reader ROOT ZTOC LAYER")
		return
	}
	root, ztocPath, layerPath := os.Args[1], os.Args[2], os.Args[3]
	document, layer := read(ztocPath), read(layerPath)
	found, err := ztoc.Unmarshal(bytes.NewReader(document))
	check(err)
	files := map[string]string{}
	for _, file := range found.FileMetadata {
		if file.Type != "reg" {
			continue
		}
		section := io.NewSectionReader(bytes.NewReader(layer), 0, int64(len(layer)))
		content, err := found.ExtractFile(section, file.Name)
		check(err)
		files[file.Name] = digest(content)
	}
	check(json.NewEncoder(os.Stdout).Encode(files))

	artifacts, err := soci.NewDB(soci.ArtifactsDbPath(root))
	check(err)
	check(artifacts.WriteArtifactEntry(&soci.ArtifactEntry{
		Size:           int64(len(document)),
		Digest:         "sha256:" + digest(document),
		OriginalDigest: "sha256:" + digest(layer),
		Type:           soci.ArtifactEntryTypeLayer,
		MediaType:      soci.SociLayerMediaType,
		CreatedAt:      time.Now(),
	}))
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	check(err)
	return content
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
