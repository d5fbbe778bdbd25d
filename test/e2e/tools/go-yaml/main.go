// Reads YAML texts, a JSON string in each line, and answers each with a line of JSON: how go-yaml reads it, whether the
// older go-yaml of act does the same, and what actionlint makes of it as a workflow.
//
// A text is accepted if its first document can be decoded into a node, with which Gitea's runner, act and actionlint
// begin. What they make of that node is no matter of YAML.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v4"
	act "gopkg.in/yaml.v3"
)

type answer struct {
	// Of what is not accepted.
	Error string `json:"error,omitempty"`
	// A kind, line and column; then text and whether it is plain, or the parts, or line and column of what is named.
	Tree []any `json:"tree"`
	// The keys of what is one map, with those that merge keys add, sorted; null where they cannot be told.
	Keys []string `json:"keys"`
	// What the go-yaml of act does: "same", or that it "differs" or "refuses" what is accepted here.
	Act string `json:"act"`
	// Name, line and column of each event, in the order of the text. Null for what is no workflow to actionlint.
	Events [][]any `json:"events"`
	// Of each job, by its name in small letters: the name as it is written, line and column of that, and the labels as
	// the events are.
	Jobs map[string][]any `json:"jobs"`
}

// What both go-yamls say of a node; they count kinds and styles alike.
type node[N any] struct {
	kind, style  uint32
	line, column int
	value        string
	content      []*N
	alias        *N
}

func tree[N any](of *N, look func(*N) node[N]) []any {
	n := look(of)
	switch yaml.Kind(n.kind) {
	case 0:
		return nil
	case yaml.DocumentNode:
		return tree(n.content[0], look)
	case yaml.AliasNode:
		named := look(n.alias)
		return []any{"alias", n.line, n.column, named.line, named.column}
	case yaml.ScalarNode:
		plain := yaml.Style(n.style)&^yaml.FlowStyle == 0
		return []any{"scalar", n.line, n.column, n.value, plain}
	}
	kind := "list"
	if yaml.Kind(n.kind) == yaml.MappingNode {
		kind = "map"
	}
	parts := []any{}
	for _, part := range n.content {
		parts = append(parts, tree(part, look))
	}
	return []any{kind, n.line, n.column, parts}
}

func keys(root *yaml.Node) []string {
	var entries map[string]yaml.Node
	if root.Kind != yaml.DocumentNode || root.Decode(&entries) != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(entries))
}

func read(text []byte) ([]any, []string, error) {
	var root yaml.Node
	err := yaml.Unmarshal(text, &root)
	if err != nil {
		return nil, nil, err
	}
	return tree(&root, func(n *yaml.Node) node[yaml.Node] {
		return node[yaml.Node]{uint32(n.Kind), uint32(n.Style), n.Line, n.Column, n.Value, n.Content, n.Alias}
	}), keys(&root), nil
}

func readAsAct(text []byte) ([]any, error) {
	var root act.Node
	err := act.Unmarshal(text, &root)
	if err != nil {
		return nil, err
	}
	return tree(&root, func(n *act.Node) node[act.Node] {
		return node[act.Node]{uint32(n.Kind), uint32(n.Style), n.Line, n.Column, n.Value, n.Content, n.Alias}
	}), nil
}

func place(name string, pos *actionlint.Pos) []any {
	return []any{name, pos.Line, pos.Col}
}

func answerTo(text []byte) (a answer) {
	defer func() {
		if cause := recover(); cause != nil {
			a = answer{Error: fmt.Sprint("panic: ", cause)}
		}
	}()
	root, keys, err := read(text)
	other, otherErr := readAsAct(text)
	a = answer{Tree: root, Keys: keys, Act: "same"}
	if err == nil && otherErr != nil {
		a.Act = "refuses"
	} else if (err == nil) != (otherErr == nil) || !reflect.DeepEqual(root, other) {
		a.Act = "differs"
	}
	if err != nil {
		a.Error = err.Error()
		return a
	}
	workflow, objections := actionlint.Parse(text)
	if len(objections) > 0 {
		return a
	}
	a.Events = [][]any{}
	for _, event := range workflow.On {
		pos := reflect.ValueOf(event).Elem().FieldByName("Pos").Interface().(*actionlint.Pos)
		a.Events = append(a.Events, place(event.EventName(), pos))
	}
	a.Jobs = map[string][]any{}
	for id, job := range workflow.Jobs {
		labels := [][]any{}
		if job.RunsOn != nil {
			for _, label := range job.RunsOn.Labels {
				labels = append(labels, place(label.Value, label.Pos))
			}
			if expression := job.RunsOn.LabelsExpr; expression != nil {
				labels = append(labels, place(expression.Value, expression.Pos))
			}
		}
		a.Jobs[id] = append(place(job.ID.Value, job.Pos), labels)
	}
	return a
}

func main() {
	if slices.Contains(os.Args[1:], "--version") {
		fmt.Println("1.0.0")
		return
	}
	lines := json.NewDecoder(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	for lines.More() {
		var text string
		if err := lines.Decode(&text); err != nil {
			panic(err)
		}
		if err := answers.Encode(answerTo([]byte(text))); err != nil {
			panic(err)
		}
		if err := out.Flush(); err != nil {
			panic(err)
		}
	}
}
