// Tells each complete request on standard output: method, target, length of the body.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func main() {
	server := http.Server{
		Addr:                         "127.0.0.1:" + os.Args[1],
		Handler:                      http.HandlerFunc(serve),
		DisableGeneralOptionsHandler: true,
	}
	log.Fatal(server.ListenAndServe())
}

func serve(w http.ResponseWriter, r *http.Request) {
	length, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	line := r.Method + " " + printable(r.RequestURI)
	fmt.Printf("%s %d\n", line, length)
	w.Header().Set("Content-Length", strconv.Itoa(len(line)))
	io.WriteString(w, line)
}

func printable(bytes string) string {
	var text strings.Builder
	for i := 0; i < len(bytes); i++ {
		c := bytes[i]
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			fmt.Fprintf(&text, "\\x%02X", c)
		} else {
			text.WriteByte(c)
		}
	}
	return text.String()
}
